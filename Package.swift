// swift-tools-version:6.2
// The package graph is the architecture: a target may import what stands below it and nothing else.
import PackageDescription

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

/// A layer of ours: strict Swift 6, everything else is said by its dependencies.
func layer(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = ["README.md"]) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: exclude,
        swiftSettings: [.swiftLanguageMode(.v6)])
}

/// A domain module: platform and the neighbours it names, nothing else.
func module(_ name: String, over lower: [Target.Dependency] = []) -> Target {
    layer(name, ["Kernel", "Store", "Platform"] + lower)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, swiftSettings: [.swiftLanguageMode(.v6)])
}

let package = Package(
    name: "martlet",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "martlet", targets: ["martlet"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        // system libraries
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // kernel and store
        layer("Kernel", []),
        layer("Store", ["Kernel", "CSQLite", "CPostgres", logging]),
        layer("StoreFixtures", ["Kernel", "Store"]),
        layer("Tabular", ["Kernel", "CZlib"]),
        layer("Localisation", ["Kernel"]),

        // platform
        layer("Platform", ["Kernel", "Store", crypto, cryptoExtras, logging]),
        layer("PlatformFixtures", ["Kernel", "Store", "StoreFixtures", "Platform", logging]),

        layer("Identity", ["Kernel", "Store", "Platform", crypto, cryptoExtras]),

        module("Workspace", over: ["Identity"]),

        module("Ledger"),

        // commerce
        module("Customers"),
        module("Catalog"),
        module("Inventory", over: ["Catalog"]),
        module("Orders", over: ["Ledger", "Customers", "Catalog", "Inventory"]),
        module("Payments", over: ["Ledger", "Customers", "Inventory", "Orders"]),
        module("Support", over: ["Customers", "Orders"]),

        // intelligence
        module("Analytics", over: ["Customers", "Catalog", "Inventory", "Orders"]),
        module("Importing", over: ["Tabular", "Identity", "Customers", "Catalog", "Inventory", "Orders", crypto]),
        module(
            "Demo",
            over: ["Identity", "Customers", "Catalog", "Inventory", "Orders", "Payments", "Analytics", "Importing"]),

        // faces
        layer("Web", ["Kernel", "CZlib"]),
        layer("Charts", ["Kernel", "Web"]),
        layer("API", ["Kernel", "Store", "Platform", "Identity", "Importing", "Web", hummingbird, logging]),
        layer(
            "Admin",
            [
                "Kernel", "Localisation", "Charts", "Store", "Platform", "Identity", "Web", "API", hummingbird, logging,
                crypto,
            ],
            exclude: ["README.md", "Assets", "Words"]),
        layer("Gateways", ["Kernel", "Payments", httpClient]),
        layer("GatewaySimulator", ["Kernel", "Store", "Payments", hummingbird]),
        layer(
            "FaceFixtures",
            [
                "Kernel", "Store", "StoreFixtures", "Platform", "PlatformFixtures", "Identity", "API", "Admin",
                "Composition", hummingbird, hummingbirdTesting, logging,
            ]),
        layer(
            "Composition",
            [
                "Kernel", "Store", "Platform", "Identity", "Ledger", "Customers", "Catalog", "Inventory", "Orders",
                "Payments", "Gateways", "Support", "Analytics", "Importing", "Workspace", logging,
            ]),
        layer(
            "Simulation",
            [
                "Kernel", "Store", "Platform", "Identity", "Catalog", "Inventory", "Orders", "Importing", crypto,
                logging,
            ]),
        layer("Bench", ["Kernel", "Store", "Platform", "Catalog", "Inventory", "Orders"]),
        .executableTarget(
            name: "martlet",
            dependencies: [
                "Kernel", "Store", "Platform", "Composition", "API", "Admin", "Web", "Identity", "Analytics", "Demo",
                "Importing", "Payments", "GatewaySimulator", "Simulation", "Bench", "Tabular", hummingbird,
                argumentParser, logging,
            ],
            path: "Sources/CLI", exclude: ["README.md"], swiftSettings: [.swiftLanguageMode(.v6)]),

        // campaigns
        .target(name: "PowerDisk", dependencies: ["CSQLite"], path: "Tests/Campaigns/PowerDisk"),
        .executableTarget(
            name: "power",
            dependencies: ["PowerDisk", "Kernel", "Store", "Platform", "Composition", "Importing", logging],
            path: "Tests/Campaigns/Power", swiftSettings: [.swiftLanguageMode(.v6)]),
        .target(
            name: "Fuzzing",
            dependencies: [
                "Kernel", "Store", "Platform", "Tabular", "Localisation", "Web", "Identity", "Catalog", "Importing",
                "Composition", logging,
            ],
            path: "Tests/Campaigns/Fuzzing", exclude: ["Corpus"], swiftSettings: [.swiftLanguageMode(.v6)]),
        tests("FuzzTests", ["Fuzzing"]),

        // tests
        tests("KernelTests", ["Kernel"]),
        tests("StoreTests", ["Kernel", "Store", "StoreFixtures"]),
        tests("PlatformTests", ["Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", logging]),
        tests("IdentityTests", ["Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", "Identity"]),
        tests(
            "WorkspaceTests",
            ["Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", "Identity", "Workspace"]),
        tests(
            "InventoryTests",
            [
                "Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", "Catalog", "Inventory",
            ]),
        tests("LedgerTests", ["Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", "Ledger"]),
        tests("CustomersTests", ["Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", "Customers"]),
        tests("CatalogTests", ["Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", "Catalog"]),
        tests(
            "OrdersTests",
            [
                "Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", "Ledger", "Customers", "Catalog",
                "Inventory", "Orders",
            ]),
        tests(
            "PaymentsTests",
            [
                "Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", "Ledger", "Customers", "Catalog",
                "Inventory", "Orders", "Payments",
            ]),
        tests(
            "GatewaysTests",
            [
                "Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", "Ledger", "Customers", "Catalog",
                "Inventory", "Orders", "Payments", "Gateways", "GatewaySimulator", hummingbird, hummingbirdTesting,
                logging, httpClient,
            ]),
        tests(
            "SupportTests",
            [
                "Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", "Ledger", "Customers", "Catalog",
                "Inventory", "Orders", "Support",
            ]),
        tests(
            "ImportingTests",
            [
                "Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", "Tabular", "Identity", "Ledger",
                "Customers", "Catalog", "Inventory", "Orders", "Importing",
            ]),
        tests(
            "DemoTests",
            [
                "Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", "Identity", "Ledger", "Customers",
                "Catalog", "Inventory", "Orders", "Payments", "Support", "Analytics", "Importing", "Workspace", "Demo",
            ]),
        tests(
            "AnalyticsTests",
            [
                "Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", "Ledger", "Customers", "Catalog",
                "Inventory", "Orders", "Analytics",
            ]),
        tests("ChartsTests", ["Kernel", "Web", "Charts"]),
        tests("TabularTests", ["Kernel", "Tabular", "CZlib"]),
        tests("LocalisationTests", ["Kernel", "Localisation"]),
        .testTarget(
            name: "APITests",
            dependencies: [
                "Kernel", "Store", "StoreFixtures", "Platform", "PlatformFixtures", "Identity", "Web", "CZlib", "API",
                "FaceFixtures", hummingbird, hummingbirdTesting,
            ], exclude: ["routes.txt"], swiftSettings: [.swiftLanguageMode(.v6)]),
        tests(
            "AuthorisationTests",
            [
                "Kernel", "Store", "StoreFixtures", "Platform", "PlatformFixtures", "Identity", "API", "FaceFixtures",
                hummingbird, hummingbirdTesting,
            ]),
        tests(
            "AdminTests",
            [
                "Kernel", "Store", "StoreFixtures", "Platform", "PlatformFixtures", "Identity", "Localisation", "API",
                "Admin", "Web", "FaceFixtures", hummingbird, hummingbirdTesting, crypto,
            ]),
        .testTarget(
            name: "HouseTests", exclude: ["exceptions.tsv"], swiftSettings: [.swiftLanguageMode(.v6)]),
        tests(
            "CompositionTests",
            [
                "Kernel", "Store", "Platform", "PlatformFixtures", "StoreFixtures", "Composition", "API",
            ]),
        tests("BenchTests", ["Kernel", "Store", "StoreFixtures", "Platform", "Composition", "Bench", logging]),
        tests("SimulationTests", ["Kernel", "Store", "Platform", "Composition", "Simulation"]),
        tests("CommandLineTests", ["martlet", "Kernel", "Store", "StoreFixtures"]),
    ]
)

// MARTLET_ONLY=OrdersTests,StoreTests builds just these targets and what they stand on: quick, and untouched by
// what is broken elsewhere at the moment.
if let only = Context.environment["MARTLET_ONLY"], !only.isEmpty {
    var wanted = Set(only.split(separator: ",").map(String.init))
    var grew = true
    while grew {
        let before = wanted.count
        for target in package.targets where wanted.contains(target.name) {
            for case .byNameItem(let name, _) in target.dependencies { wanted.insert(name) }
        }
        grew = wanted.count > before
    }
    package.targets.removeAll { !wanted.contains($0.name) }
    package.products.removeAll()
}

// MARTLET_FUZZER=/path/to/libclang_rt.fuzzer_no_main-x86_64.a: everything of ours tells the fuzzer where it has been,
// and there is a program that runs it. The campaign `fuzz` builds so, in a folder of its own.
if let fuzzer = Context.environment["MARTLET_FUZZER"], !fuzzer.isEmpty {
    for target in package.targets where target.type == .regular && target.name != "PowerDisk" {
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-sanitize=fuzzer,address"])]
    }
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Tests/Campaigns/CFuzzer"),
        .executableTarget(
            name: "fuzz", dependencies: ["Fuzzing", "CFuzzer"], path: "Tests/Campaigns/FuzzDriver",
            swiftSettings: [.swiftLanguageMode(.v6)],
            linkerSettings: [.unsafeFlags([fuzzer, "-sanitize=address"]), .linkedLibrary("stdc++")]),
    ]
}
