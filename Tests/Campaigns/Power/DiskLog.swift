import PowerDisk
import Synchronization

/// One thing that was done to a file.
struct DiskDeed: Sendable {
    enum Kind: Int32, Sendable {
        case create, write, cut, sync, delete
    }

    let kind: Kind
    /// The file's name without its folder.
    let file: String
    /// Where a write begins, the size after a cut, or 1 when a deletion was synced.
    let offset: Int
    /// What was written, as a part of the recording's bytes.
    let bytes: Range<Int>
}

/// Everything that was done to a disk, in order.
struct Recording: Sendable {
    var deeds: [DiskDeed] = []
    var bytes: [UInt8] = []
}

/// Listens to what SQLite does in one folder.
enum DiskLog {
    private static let recording = Mutex(Recording())
    /// Where the names begin in paths of the folder.
    private static let prefix = Mutex(0)

    /// Puts the disk that tells what is done to it under every database opened from now on.
    static func install() throws {
        guard power_disk_install() == 0 else { throw Finding("SQLite does not take the disk") }
    }

    /// Begins to listen.
    static func begin(in folder: String) {
        recording.withLock { recording in recording = Recording() }
        prefix.withLock { prefix in prefix = folder.utf8.count + 1 }
        power_disk_listen(folder + "/") { kind, path, offset, bytes, count in
            guard let kind = DiskDeed.Kind(rawValue: kind), let path else { return }
            let skipped = DiskLog.prefix.withLock { prefix in prefix }
            let name = String(cString: path + skipped)
            DiskLog.recording.withLock { recording in
                let start = recording.bytes.count
                recording.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: Int(count)))
                recording.deeds.append(
                    DiskDeed(kind: kind, file: name, offset: Int(offset), bytes: start..<recording.bytes.count))
            }
        }
    }

    /// How many things were done so far.
    static var position: Int { recording.withLock { recording in recording.deeds.count } }

    /// Listens no more, and hands out what was done.
    static func end() -> Recording {
        power_disk_listen("", nil)
        return recording.withLock { recording in
            defer { recording = Recording() }
            return recording
        }
    }
}
