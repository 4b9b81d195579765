import Composition
import Platform

/// Every module of the build but the platform's own, which each test world has anyway.
public enum FaceModules {
    /// Lowest first.
    public static let all: [Module] = Martlet.modules.filter { $0.name != PlatformModule.module.name }
}
