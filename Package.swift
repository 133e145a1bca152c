// swift-tools-version: 6.2
import PackageDescription

// Kernels are optimised even in debug builds, so that tests of whole networks stay fast.
// Unsafe flags are refused in a dependency, so a package that depends on EdgeRunner gets SwiftPM's own flags.
let isRootPackage = !Context.packageDirectory.contains("/checkouts/")
let kernelFlags: [CSetting] =
  isRootPackage ? [.unsafeFlags(["-O3", "-ffp-contract=off", "-Wall", "-Wextra", "-Werror"])] : []

// A newer compiler's new warnings must not break packages that depend on this one.
let swiftSettings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ] + (isRootPackage ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
  name: "edgerunner",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "edgerunner", targets: ["EdgeCommand"]),
    .library(
      name: "EdgeRunner",
      targets: [
        "EdgeSystem", "EdgeModel", "EdgeFormats", "EdgePasses", "EdgePlanner", "EdgeRunner", "EdgeVision", "EdgeEngine",
        "EdgeCodeGenerator", "EdgeEvaluation", "EdgeDrivers", "EdgeReports", "EdgeWire", "EdgeDetection",
        "EdgeDatasets", "EdgeLink", "EdgeBoards",
      ]),
    // The built-in model, for programs that want to carry it.
    .library(name: "EdgeBuiltIn", targets: ["EdgeBuiltIn"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Level 0
    .target(
      name: "CEdgeKernels",
      cSettings: kernelFlags + [".", "portable", "x86", "arm", "templates"].map { .headerSearchPath($0) }),
    .target(name: "CEdgeHost"),
    .target(name: "CEdgeResources"),
    .target(name: "CEdgeBuiltIn"),
    .target(name: "CEdgeNetwork", exclude: ["Library"], cSettings: kernelFlags),
    .target(name: "CEdgeFirmware", cSettings: kernelFlags),
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .target(name: "CEdgePNG", dependencies: ["CPNG"], cSettings: kernelFlags),
    // Its libraries are looked for at run time: see `make setup`.
    .target(name: "CEdgePictures", cSettings: kernelFlags),
    .systemLibrary(name: "CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"]), .brew(["webp"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "EdgeWire", swiftSettings: swiftSettings),
    .target(name: "EdgeModel", swiftSettings: swiftSettings),
    .target(
      name: "EdgeSystem", dependencies: [.product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: swiftSettings),
    // Level 1
    .target(name: "EdgeFormats", dependencies: ["EdgeSystem", "EdgeModel", "CZlib"], swiftSettings: swiftSettings),
    .target(name: "EdgePasses", dependencies: ["EdgeModel"], swiftSettings: swiftSettings),
    .target(name: "EdgePlanner", dependencies: ["EdgeModel", "CEdgeKernels"], swiftSettings: swiftSettings),
    .target(
      name: "EdgeVision",
      dependencies: ["EdgeSystem", "CTurboJPEG", "CPNG", "CEdgePNG", "CEdgePictures", "CWebP", "CCairo"],
      swiftSettings: swiftSettings),
    // Level 2
    .target(name: "EdgeRunner", dependencies: ["EdgeModel", "EdgeFormats"], swiftSettings: swiftSettings),
    .target(
      name: "EdgeEngine", dependencies: ["EdgeModel", "EdgePlanner", "CEdgeKernels"], swiftSettings: swiftSettings),
    .target(
      name: "EdgeCodeGenerator",
      dependencies: [
        "EdgeSystem", "EdgeModel", "EdgeFormats", "EdgePasses", "EdgePlanner", "EdgeEngine", "CEdgeKernels",
        "CEdgeNetwork",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "EdgeLink", dependencies: ["EdgeModel", "EdgeRunner", "EdgeWire", "CEdgeHost"],
      swiftSettings: swiftSettings),
    .target(
      name: "EdgeDetection", dependencies: ["EdgeSystem", "EdgeModel", "EdgeFormats", "EdgeRunner", "EdgeVision"],
      swiftSettings: swiftSettings),
    .target(
      name: "EdgeDatasets",
      dependencies: ["EdgeSystem", "EdgeVision", "EdgeDetection", .product(name: "Yams", package: "Yams")],
      swiftSettings: swiftSettings),
    .target(
      name: "EdgeEvaluation",
      dependencies: ["EdgeSystem", "EdgeModel", "EdgeRunner", "EdgeVision", "EdgeDetection", "EdgeDatasets"],
      swiftSettings: swiftSettings),
    // Level 3
    .target(
      name: "EdgeBoards",
      dependencies: [
        "EdgeSystem", "EdgeModel", "EdgePlanner", "EdgeFormats", "EdgeRunner", "EdgeCodeGenerator", "EdgeLink",
        "CEdgeHost",
        "CEdgeFirmware",
      ], swiftSettings: swiftSettings),
    .target(
      name: "EdgeReports",
      dependencies: [
        "EdgeModel", "EdgeFormats", "EdgePasses", "EdgePlanner", "EdgeRunner", "EdgeCodeGenerator", "EdgeEvaluation",
        "EdgeVision", "EdgeDetection", "EdgeDatasets",
      ],
      swiftSettings: swiftSettings),
    // Level 4
    .target(
      name: "EdgeDrivers",
      dependencies: [
        "EdgeSystem", "EdgeModel", "EdgeRunner", "EdgePasses", "EdgePlanner", "EdgeEngine", "EdgeFormats", "EdgeWire",
        "EdgeLink", "EdgeBoards", "CEdgeHost", "CEdgeNetwork",
      ], swiftSettings: swiftSettings),
    // Level 5
    .target(
      name: "EdgeBuiltIn", dependencies: ["EdgeSystem", "EdgeFormats", "EdgeRunner", "EdgeDrivers", "CEdgeBuiltIn"],
      swiftSettings: swiftSettings),
    // Level 6
    .executableTarget(
      name: "EdgeCommand",
      dependencies: [
        "EdgeSystem", "EdgeModel", "EdgeFormats", "EdgePasses", "EdgePlanner", "EdgeRunner", "EdgeVision",
        "EdgeCodeGenerator", "EdgeEvaluation", "EdgeDrivers", "EdgeReports", "EdgeWire",
        "EdgeDetection", "EdgeDatasets", "CEdgeResources", "EdgeLink", "EdgeBoards", "EdgeBuiltIn",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: swiftSettings),
    // Tests
    .target(
      name: "EdgeTestSupport", dependencies: ["EdgeModel"], path: "Tests/EdgeTestSupport", swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgeSystemTests",
      dependencies: [
        "EdgeSystem", "EdgeTestSupport", .product(name: "SystemPackage", package: "swift-system"),
      ], swiftSettings: swiftSettings),
    .testTarget(name: "EdgeModelTests", dependencies: ["EdgeModel", "EdgeTestSupport"], swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgePlannerTests", dependencies: ["EdgePlanner", "EdgeModel", "CEdgeKernels", "EdgeTestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgeRunnerTests", dependencies: ["EdgeRunner", "EdgeModel", "EdgeTestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgeFormatsTests", dependencies: ["EdgeSystem", "EdgeFormats", "EdgeModel", "EdgeTestSupport"],
      exclude: ["Corpus"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgePassesTests",
      dependencies: [
        "EdgeSystem", "EdgePasses", "EdgePlanner", "EdgeEngine", "EdgeFormats", "EdgeModel", "EdgeTestSupport",
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgeVisionTests", dependencies: ["EdgeVision", "EdgeTestSupport"], exclude: ["Fixtures"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgeDetectionTests",
      dependencies: [
        "EdgeDetection", "EdgeVision", "EdgeFormats", "EdgePlanner", "EdgeEngine", "EdgeModel", "EdgeTestSupport",
      ],
      exclude: ["Fixtures"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgeDatasetsTests", dependencies: ["EdgeDatasets", "EdgeDetection", "EdgeTestSupport"],
      exclude: ["Corpus", "Fixtures", "scripts"], swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgeEngineTests",
      dependencies: [
        "EdgeSystem", "EdgeEngine", "EdgePasses", "EdgePlanner", "EdgeFormats", "EdgeModel", "EdgeTestSupport",
      ], swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgeCodeGeneratorTests",
      dependencies: [
        "EdgeSystem", "EdgeCodeGenerator", "EdgeEmulation", "EdgeEngine", "EdgePasses", "EdgePlanner", "EdgeFormats",
        "EdgeModel",
        "EdgeTestSupport",
      ], swiftSettings: swiftSettings),
    .target(
      name: "EdgeEmulation",
      dependencies: ["EdgeSystem", "EdgeCodeGenerator", "EdgeEngine", "EdgePlanner", "EdgeModel", "EdgeTestSupport"],
      path: "Tests/EdgeEmulation", swiftSettings: swiftSettings),
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "EdgeEmulation", "EdgeDrivers", "EdgeBoards", "EdgeCodeGenerator", "EdgeEngine", "EdgePlanner", "EdgeRunner",
        "EdgeFormats", "EdgeModel", "EdgeTestSupport",
      ], exclude: ["Scripts"], swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgeBoardsTests",
      dependencies: [
        "EdgeSystem", "EdgeBoards", "EdgeLink", "EdgeCodeGenerator", "EdgeEngine", "EdgePlanner", "EdgeRunner",
        "EdgeFormats", "EdgeWire", "EdgeModel", "EdgeTestSupport",
      ], exclude: ["Fixtures"], swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgeLinkTests",
      dependencies: [
        "EdgeLink", "EdgeDrivers", "EdgeEvaluation", "EdgeRunner", "EdgeWire", "EdgeModel", "EdgeTestSupport",
      ], swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgeWireTests", dependencies: ["EdgeWire"], exclude: ["Corpus"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgeDriversTests",
      dependencies: [
        "EdgeSystem", "EdgeDrivers", "EdgeCodeGenerator", "EdgeEngine", "EdgePlanner", "EdgeEvaluation",
        "EdgeRunner", "EdgeFormats", "EdgeVision", "EdgeDetection", "EdgeModel", "EdgeTestSupport",
        "EdgeLink", "EdgeBoards", "EdgeBuiltIn",
      ], exclude: ["Fixtures"], swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgeEvaluationTests",
      dependencies: [
        "EdgeSystem", "EdgeEvaluation", "EdgeDatasets", "EdgeDetection", "EdgeReports", "EdgeRunner", "EdgeVision",
        "EdgeFormats",
        "EdgeModel", "EdgeTestSupport",
      ],
      exclude: ["Fixtures", "scripts"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EdgeCommandTests",
      dependencies: [
        "EdgeSystem", "EdgeCommand", "EdgeCodeGenerator", "EdgeDrivers", "EdgeEvaluation", "EdgeDatasets",
        "EdgeDetection", "EdgeRunner", "EdgeVision", "EdgeFormats", "EdgeModel", "EdgeTestSupport", "EdgeLink",
        "EdgeBoards",
      ], exclude: ["Fixtures", "scripts"], swiftSettings: swiftSettings),
  ]
)

// Fuzz targets need libFuzzer, so they exist only when asked for: see Fuzz/README.md.
if Context.environment["EDGERUNNER_FUZZ"] != nil {
  package.targets += [
    .target(
      name: "FormatsFuzz", dependencies: ["EdgeSystem", "EdgeFormats", "EdgeModel"], path: "Fuzz/Formats",
      swiftSettings: swiftSettings),
    .executableTarget(name: "FormatsFuzzer", dependencies: ["FormatsFuzz"], path: "Fuzz/Driver"),
    .target(
      name: "VisionFuzz", dependencies: ["EdgeVision", "EdgeDetection", "EdgeModel"], path: "Fuzz/Vision",
      swiftSettings: swiftSettings),
    .executableTarget(name: "VisionFuzzer", dependencies: ["VisionFuzz"], path: "Fuzz/VisionDriver"),
    .target(
      name: "DatasetsFuzz", dependencies: ["EdgeDatasets", "EdgeDetection", "EdgeEvaluation"], path: "Fuzz/Datasets",
      swiftSettings: swiftSettings),
    .executableTarget(name: "DatasetsFuzzer", dependencies: ["DatasetsFuzz"], path: "Fuzz/DatasetsDriver"),
    .target(name: "WireFuzz", dependencies: ["EdgeWire"], path: "Fuzz/Wire", swiftSettings: swiftSettings),
    .executableTarget(name: "WireFuzzer", dependencies: ["WireFuzz"], path: "Fuzz/WireDriver"),
  ]
}

// Every performance figure, by `make bench`: part of this package, so that internals can be measured, but no part of
// what an ordinary build compiles.
if Context.environment["EDGERUNNER_BENCH"] != nil {
  package.targets.append(
    .executableTarget(
      name: "edgerunner-bench",
      dependencies: [
        "EdgeModel", "EdgeFormats", "EdgePlanner", "EdgeRunner", "EdgeVision", "EdgeEngine", "EdgeCodeGenerator",
        "EdgeDetection", "EdgeDatasets", "EdgeEvaluation", "EdgeLink", "EdgeDrivers", "EdgeReports", "EdgeWire",
        "EdgeEmulation", "EdgeTestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Benchmarks/EdgeRunnerBench", swiftSettings: swiftSettings))
}
