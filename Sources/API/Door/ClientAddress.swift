/// Which address is the client's, when proxies stand in between (IAM-16).
enum ClientAddress {
    /// With `n` trusted hops, the peer and the last `n - 1` entries are ours; the entry before them is the client.
    /// Entries further left were written by the client and are never believed; nor is a list that is too short to have
    /// passed all of our proxies.
    static func client(peer: String?, forwardedFor: String, trustedHops: Int) -> String? {
        guard trustedHops > 0 else { return peer }
        let chain = forwardedFor.split(separator: ",").map { part in String(part.filter { $0 != " " }) }
        guard chain.count >= trustedHops else { return peer }
        let claimed = chain[chain.count - trustedHops]
        let isAddress = claimed.utf8.allSatisfy { byte in
            (48...58).contains(byte) || (97...102).contains(byte) || (65...70).contains(byte)
                || byte == UInt8(ascii: ".")
        }
        return isAddress && (2...45).contains(claimed.utf8.count) ? claimed : peer
    }
}
