import Synchronization

/// Runs tasks one step at a time, on the thread that asks for it and in the order that it chooses: the same choices make
/// the same run.
final class Turns: TaskExecutor {
    private let ready = Mutex<[UnownedJob]>([])

    /// Takes a step that can be run.
    func enqueue(_ job: consuming ExecutorJob) {
        let step = UnownedJob(job)
        ready.withLock { (steps: inout [UnownedJob]) -> Void in steps.append(step) }
    }

    /// How many tasks could go on now.
    var count: Int { ready.withLock { (steps: inout [UnownedJob]) -> Int in steps.count } }

    /// Lets one of them go on until it waits or ends.
    func run(_ index: Int) {
        let step = ready.withLock { (steps: inout [UnownedJob]) -> UnownedJob in steps.remove(at: index) }
        step.runSynchronously(on: asUnownedTaskExecutor())
    }
}
