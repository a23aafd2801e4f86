// swift-tools-version: 6.2
import PackageDescription

// The manifest is the map: a target may import what stands in its `dependencies` and nothing else.
// Pure targets (no I/O, no shim, no Foundation) come first, then the edges, then the program.

let common: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .treatAllWarnings(as: .error),
]
// Pure code marks each unsafe expression. At the edges nearly every line calls C, and the mark would say
// nothing there.
let strict = common + [.strictMemorySafety()]

let package = Package(
  name: "frameveil",
  targets: [
    // Pure: text from elsewhere, made safe for terminals, logs and readers: no escapes, no secrets.
    .target(name: "PlainText", swiftSettings: strict),
    // Pure: times, boxes, ratios.
    .target(name: "Geometry", swiftSettings: strict),
    // Pure: Rekognition's answers as a stream of timestamped boxes.
    .target(name: "Detections", dependencies: ["Geometry"], swiftSettings: strict),
    // Pure: from a few boxes a second to the cover of any instant.
    .target(name: "Tracking", dependencies: ["Geometry"], swiftSettings: strict),
    // Pure: what a run covered and where that is weak, and how a reviewer reads it.
    .target(name: "Reporting", dependencies: ["Geometry", "PlainText", "Tracking"], swiftSettings: strict),
    // Pure: the boxes of MP4 and QuickTime files, as far as a faithful copy needs them.
    .target(name: "MovieBoxes", dependencies: ["Geometry"], swiftSettings: strict),

    // Concurrency: bounded channels between tasks, and threads of one's own for calls that block.
    .target(name: "CSystem"),
    .target(name: "Channels", dependencies: ["CSystem"], swiftSettings: common),

    // Pure: AWS Signature Version 4, and the digests it and S3 need, from libcrypto.
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "AWSSigning", dependencies: ["CCrypto"], swiftSettings: strict),

    // Edge: HTTP, with bodies that are streamed both ways.
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(
      name: "HTTP", dependencies: ["CCurl", "CSystem", "Channels", "PlainText"], swiftSettings: common),

    // AWS Lambda's runtime loop, with logs and metrics as CloudWatch reads them.
    .target(name: "LambdaRuntime", dependencies: ["HTTP", "PlainText"], swiftSettings: common),
    // Edge: HTTP served, by libmicrohttpd.
    .systemLibrary(
      name: "CMicroHTTP", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
    .target(
      name: "HTTPServing", dependencies: ["CMicroHTTP", "Channels", "HTTP"], swiftSettings: common),

    // Edge: XML as a tree of elements, read by Expat.
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .target(name: "XML", dependencies: ["CExpat"], swiftSettings: common),
    // Edge: AWS's credentials, settings, endpoints, errors and retries, for signed calls.
    .target(
      name: "AWS", dependencies: ["AWSSigning", "Channels", "HTTP", "PlainText", "XML"], swiftSettings: common
    ),

    // Edge: Amazon Rekognition's jobs, from their start to the pages of their answers.
    .target(
      name: "Rekognition", dependencies: ["AWS", "Detections", "HTTP", "Objects"], swiftSettings: common),

    // Edge: containers read and written, by FFmpeg's libavformat.
    .systemLibrary(
      name: "CLibAV", pkgConfig: "libavformat",
      providers: [.apt(["libavformat-dev", "libavcodec-dev", "libavutil-dev"])]),
    // Edge: GStreamer behind Swift types.
    .systemLibrary(
      name: "CGStreamer", pkgConfig: "gstreamer-app-1.0",
      providers: [.apt(["libgstreamer1.0-dev", "libgstreamer-plugins-base1.0-dev"])]),
    .target(
      name: "Media",
      dependencies: ["CGStreamer", "CLibAV", "CSystem", "Channels", "Geometry", "MovieBoxes", "PlainText"],
      swiftSettings: common),
    // Pure: how an object in a bucket is named.
    .target(name: "Objects", swiftSettings: strict),

    // Edge: objects in buckets, read by ranges and written by parts.
    .target(
      name: "S3",
      dependencies: [
        "AWS", "AWSSigning", "CCrypto", "Channels", "HTTP", "Media", "Objects", "RemoteInput", "XML",
      ],
      swiftSettings: common),
    // Edge: videos far away, read by ranges. Not in Media, which knows no network, nor in HTTP, which would link
    // GStreamer.
    .target(name: "RemoteInput", dependencies: ["HTTP", "Media"], swiftSettings: common),
    // Edge: masks and effects on a frame's planes.
    .target(
      name: "COpenCV", cxxSettings: [.unsafeFlags(["-isystem", "/usr/include/opencv4"])],
      linkerSettings: [
        .linkedLibrary("opencv_core"), .linkedLibrary("opencv_imgproc"), .linkedLibrary("opencv_video"),
      ]),
    .target(name: "OpenCV", dependencies: ["COpenCV"], swiftSettings: common),
    .target(name: "Redaction", dependencies: ["COpenCV", "Geometry", "OpenCV"], swiftSettings: common),
    // Edge: a frame as displayed, reduced to what detection, cuts and motion need to see.
    .target(name: "SmallPictures", dependencies: ["COpenCV", "Geometry", "OpenCV"], swiftSettings: common),
    // Edge: the embedded face detector.
    .target(
      name: "COpenCVNet", dependencies: ["COpenCV"],
      cxxSettings: [.unsafeFlags(["-isystem", "/usr/include/opencv4"]), .headerSearchPath("../COpenCV")],
      linkerSettings: [.linkedLibrary("opencv_dnn"), .linkedLibrary("opencv_core")]),
    .target(
      name: "FaceDetection",
      dependencies: [
        "CGStreamer", "COpenCVNet", "Channels", "Detections", "Geometry", "Media", "OpenCV", "SmallPictures",
      ], swiftSettings: common),

    // Faces followed through small pictures between their samples.
    .target(
      name: "Guidance", dependencies: ["COpenCV", "Geometry", "Tracking"], swiftSettings: common),

    // The actor graph of a run.
    .target(
      name: "Pipeline",
      dependencies: [
        "Channels", "Detections", "FaceDetection", "Geometry", "Guidance", "Media", "Redaction", "Reporting",
        "SmallPictures", "Tracking",
      ],
      swiftSettings: common),

    // The functions of the state machine, over the services that they need.
    .target(
      name: "Workflow",
      dependencies: ["AWSSigning", "Geometry", "HTTP", "LambdaRuntime", "MovieBoxes", "Objects"],
      swiftSettings: common),

    // Edge: those services, by AWS's.
    .target(
      name: "WorkflowServices",
      dependencies: [
        "AWS", "Detections", "LambdaRuntime", "Objects", "PlainText", "Rekognition", "S3", "Workflow",
      ],
      swiftSettings: common),

    // Edge: JPEG and PNG looked through before they are decoded.
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "StillImages", dependencies: ["CJPEG", "CZlib", "Geometry"], swiftSettings: common),

    // Amazon Rekognition's protocol, answered with the embedded detector.
    .target(
      name: "LocalRekognition",
      dependencies: [
        "AWS", "AWSSigning", "Channels", "Detections", "FaceDetection", "Geometry", "HTTP", "HTTPServing",
        "Media", "Objects", "Pipeline", "StillImages", "Tracking",
      ],
      swiftSettings: common),

    // Data: the encode-and-mux profiles, which users can read, copy and change.
    .target(
      name: "Profiles", path: "pipelines",
      resources: ["mp4", "mp4-fragmented", "mov", "mkv", "webm", "hevc", "ts"].map {
        .embedInCode("\($0).profile")
      },
      swiftSettings: common),

    // The program: commands, options, help.
    .target(
      name: "FrameveilCLI",
      dependencies: [
        "AWS", "AWSSigning", "CSystem", "Channels", "Detections", "FaceDetection", "Geometry", "HTTP",
        "HTTPServing", "LambdaRuntime", "LocalRekognition", "Media", "Objects", "OpenCV", "Pipeline",
        "PlainText", "Profiles", "Redaction", "Rekognition", "RemoteInput", "Reporting", "S3", "Tracking",
        "Workflow",
        "WorkflowServices",
      ],
      swiftSettings: common),
    .executableTarget(name: "frameveil", dependencies: ["FrameveilCLI"], swiftSettings: common),

    // For tests: programs run and watched, clips made and inspected.
    .target(name: "FrameveilTesting", dependencies: ["Channels"], swiftSettings: common),

    // What both evaluations use: seeded chance, covered area.
    .target(name: "Evaluating", dependencies: ["Geometry"], path: "benchmarks/common", swiftSettings: strict),

    // Measures the tracker beside the rules people use today.
    .executableTarget(
      name: "evaluate-tracking", dependencies: ["Evaluating", "Geometry", "Tracking"],
      path: "benchmarks/tracking", swiftSettings: strict),

    // Measures what following faces by their pixels adds to the tracker.
    .executableTarget(
      name: "evaluate-guidance", dependencies: ["Evaluating", "Geometry", "Guidance", "Tracking"],
      path: "benchmarks/guidance", exclude: ["cast.py", "people.py", "render.py", "run"],
      swiftSettings: common),

    // Measures the HTTP client beside curl.
    .executableTarget(
      name: "measure-http", dependencies: ["HTTP"], path: "benchmarks/http", exclude: ["run"],
      swiftSettings: common),

    // Measures the reading of objects beside curl.
    .executableTarget(
      name: "measure-s3", dependencies: ["S3", "AWS", "HTTP", "Objects", "RemoteInput"],
      path: "benchmarks/s3",
      exclude: ["interrupt", "run", "measure.py", "store.py"], swiftSettings: common),

    .testTarget(name: "PlainTextTests", dependencies: ["PlainText"], swiftSettings: strict),
    .testTarget(name: "GeometryTests", dependencies: ["Geometry"], swiftSettings: strict),
    .testTarget(name: "DetectionsTests", dependencies: ["Detections", "Geometry"], swiftSettings: strict),
    .testTarget(
      name: "TrackingTests", dependencies: ["FrameveilTesting", "Geometry", "Tracking"], swiftSettings: strict
    ),
    .testTarget(
      name: "ReportingTests", dependencies: ["Reporting", "Tracking", "Geometry"], swiftSettings: strict),
    .testTarget(
      name: "ObjectsTests", dependencies: ["FrameveilTesting", "Objects"], swiftSettings: strict),
    .testTarget(name: "MovieBoxesTests", dependencies: ["MovieBoxes", "Geometry"], swiftSettings: strict),
    .testTarget(
      name: "AWSSigningTests", dependencies: ["AWSSigning", "FrameveilTesting"], swiftSettings: common),
    .testTarget(name: "LambdaRuntimeTests", dependencies: ["HTTP", "LambdaRuntime"], swiftSettings: common),
    .testTarget(name: "XMLTests", dependencies: ["XML"], swiftSettings: common),
    .testTarget(
      name: "AWSTests", dependencies: ["AWS", "AWSSigning", "HTTP", "FrameveilTesting"], swiftSettings: common
    ),
    .testTarget(
      name: "RekognitionTests",
      dependencies: ["AWS", "Detections", "FrameveilTesting", "HTTP", "Objects", "Rekognition"],
      swiftSettings: common),
    .testTarget(
      name: "ChannelsTests", dependencies: ["Channels", "FrameveilTesting"], swiftSettings: common),
    .testTarget(
      name: "RedactionTests", dependencies: ["FrameveilTesting", "Geometry", "Redaction"],
      swiftSettings: common),
    .testTarget(
      name: "FaceDetectionTests",
      dependencies: [
        "Detections", "FaceDetection", "FrameveilTesting", "Geometry", "Media", "SmallPictures",
      ],
      swiftSettings: common),
    .testTarget(
      name: "GuidanceTests", dependencies: ["FrameveilTesting", "Geometry", "Guidance", "Tracking"],
      swiftSettings: common),
    .testTarget(
      name: "PipelineTests",
      dependencies: [
        "Channels", "Detections", "FrameveilTesting", "Geometry", "Media", "Pipeline", "Reporting",
        "Tracking",
      ],
      swiftSettings: common),
    .testTarget(
      name: "S3Tests",
      dependencies: ["AWS", "Channels", "FrameveilTesting", "HTTP", "Media", "Objects", "RemoteInput", "S3"],
      swiftSettings: common),
    .testTarget(
      name: "WorkflowTests",
      dependencies: ["FrameveilTesting", "Geometry", "LambdaRuntime", "MovieBoxes", "Objects", "Workflow"],
      swiftSettings: common),
    .testTarget(
      name: "HTTPTests", dependencies: ["Channels", "FrameveilTesting", "HTTP"], exclude: ["Fixtures"],
      swiftSettings: common),
    .testTarget(
      name: "RemoteInputTests", dependencies: ["FrameveilTesting", "HTTP", "Media", "RemoteInput"],
      swiftSettings: common),
    .testTarget(
      name: "MediaTests", dependencies: ["Channels", "FrameveilTesting", "Geometry", "Media", "Profiles"],
      swiftSettings: common),
    // The S3 server and the fault proxy that other tests run against: do they judge, and break, as they say?
    .testTarget(name: "StackTests", dependencies: ["FrameveilTesting"], swiftSettings: common),
    .testTarget(
      name: "LocalRekognitionTests",
      dependencies: [
        "AWS", "AWSSigning", "Detections", "FrameveilTesting", "Geometry", "HTTP", "HTTPServing",
        "LocalRekognition", "Media", "Objects",
      ],
      swiftSettings: common),
    .testTarget(
      name: "StillImagesTests", dependencies: ["FrameveilTesting", "Geometry", "StillImages"],
      swiftSettings: common),
    .testTarget(
      name: "HTTPServingTests", dependencies: ["Channels", "FrameveilTesting", "HTTP", "HTTPServing"],
      swiftSettings: common),
    .testTarget(
      name: "EndToEndTests",
      dependencies: ["AWSSigning", "Channels", "FrameveilTesting", "HTTP", "HTTPServing", "frameveil"],
      swiftSettings: common),
  ]
)

// The readers of foreign bytes under libFuzzer; Tests/Fuzz/readers builds it, apart from everything else.
if Context.environment["FRAMEVEIL_FUZZ_READERS"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz-readers",
      dependencies: [
        "AWSSigning", "Detections", "Geometry", "HTTP", "MovieBoxes", "Objects", "RemoteInput", "XML",
      ],
      path: "Tests/Fuzz/Readers", swiftSettings: common))
}
