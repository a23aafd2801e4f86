// swift-tools-version: 6.2
import PackageDescription

// The manifest is the map: a target may import what stands in its `dependencies` and nothing else.
// Pure targets (no I/O, no shim, no Foundation) come first, then the edges, then the program.

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "frameveil",
  targets: [
    // Pure: times, boxes, ratios.
    .target(name: "Geometry", swiftSettings: strict),
    // Pure: Rekognition's answers as a stream of timestamped boxes.
    .target(name: "Detections", dependencies: ["Geometry"], swiftSettings: strict),
    // Pure: from a few boxes a second to the cover of any instant.
    .target(name: "Tracking", dependencies: ["Geometry"], swiftSettings: strict),

    // Measures the tracker beside the rules people use today.
    .executableTarget(
      name: "evaluate-tracking", dependencies: ["Geometry", "Tracking"], path: "benchmarks/tracking",
      swiftSettings: strict),

    .testTarget(name: "GeometryTests", dependencies: ["Geometry"], swiftSettings: strict),
    .testTarget(name: "DetectionsTests", dependencies: ["Detections", "Geometry"], swiftSettings: strict),
    .testTarget(name: "TrackingTests", dependencies: ["Tracking", "Geometry"], swiftSettings: strict),
  ]
)
