import Kernel

/// How a module does something that can be done in several ways, such as taking payments by one provider or another. The
/// module brings a default; whoever puts an installation together may replace it.
public protocol Strategy: Sendable {}

extension Module {
    /// The same module with another strategy in the place of its own of that type.
    public func choosing<S: Strategy>(_ strategy: S) -> Module {
        var module = self
        module.strategies = strategies.filter { other in !(other is S) } + [strategy]
        return module
    }
}

extension Registry {
    /// The strategy of a type; refuses when no module has one.
    public func strategy<S: Strategy>(_ type: S.Type = S.self) throws -> S {
        for module in modules {
            for strategy in module.strategies {
                if let found = strategy as? S { return found }
            }
        }
        throw Problem(.internal, "no_strategy", "This build has no \(type).")
    }
}
