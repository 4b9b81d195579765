import Composition
import Platform

/// Every module of the build but the platform's own, which each test world has anyway.
public enum FaceModules {
    /// Lowest first.
    public static let all: [Module] = Array(Martlet.modules.dropFirst(PlatformModule.all.count))
}
