import Customers
import Kernel
import Platform
import Store

/// Records some customers of a list; each is refused alone if need be, and whoever is there already stays as they are.
struct RecordCustomersPart: Action {
    static let name: ActionName = "imports.record_customers"
    static let permission = Permission.importsRun
    static let summary = "Records some customers of a list; whoever is there already stays as they are."
    static let route = ActionRoute.internalOnly

    var run: ID<ImportRun>
    var lease: String
    var tag: String?
    /// How many customers the part has; each is the input of its own action, which has it in its own audit row.
    var size: Int
    var customers: [ImportedCustomer] = []

    enum CodingKeys: String, CodingKey { case run, lease, tag, size }

    init(run: ID<ImportRun>, lease: String, tag: String?, customers: [ImportedCustomer]) {
        self.run = run
        self.lease = lease
        self.tag = tag
        self.customers = customers
        size = customers.count
    }

    /// What became of a line that was not taken.
    struct Refused: Codable, Sendable {
        let line: Int
        let name: String
        let reason: String
    }

    /// What became of the customers.
    struct Outcome: Codable, Sendable {
        var new = 0
        var alreadyThere = 0
        var refused: [Refused] = []
    }

    func perform(in tx: Transaction) throws -> Outcome {
        var record = try tx.find(run)
        try record.require(lease: lease)
        var known = Set(try KnownDocument.among(customers.map(\.key), in: tx).keys)
        var outcome = Outcome()
        for customer in customers {
            guard known.insert(customer.key).inserted else {
                outcome.alreadyThere += 1
                continue
            }
            do {
                try tx.nested { try write(customer, in: tx) }
                outcome.new += 1
            } catch let problem as Problem where Self.taken.contains(problem.code) {
                outcome.alreadyThere += 1
            } catch let problem as Problem where problem.kind != .internal && problem.kind != .unavailable {
                outcome.refused.append(Refused(line: customer.line, name: customer.name, reason: problem.inWords))
            }
        }
        record.counts.customers += outcome.new
        record.counts.alreadyThere += outcome.alreadyThere
        record.updatedAt = tx.now
        try tx.save(&record)
        return outcome
    }

    private static let taken: Set<String> = ["customers.number_taken", "customers.email_taken"]

    private func write(_ customer: ImportedCustomer, in tx: Transaction) throws {
        let made = try tx.perform(
            RecordCustomer(
                name: customer.name, number: customer.number, email: customer.email, phone: customer.phone,
                country: customer.country, note: customer.note, importID: run.reference))
        if let tag { try tx.perform(TagCustomer(customer: made.id, tag: tag)) }
        try tx.execute(
            """
            INSERT INTO import_document (tenant, number, import_id, document_kind, document_id, digest)
            VALUES (\(tx.tenant), \(customer.key), \(run), 'cus', \(made.id), '')
            """)
    }
}
