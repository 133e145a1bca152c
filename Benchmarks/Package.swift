// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "edgerunner-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "edgerunner", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .executableTarget(
      name: "edgerunner-bench",
      dependencies: [
        .product(name: "EdgeRunner", package: "edgerunner"),
        .product(name: "EdgeEmulation", package: "edgerunner"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/EdgeRunnerBench",
      swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)
