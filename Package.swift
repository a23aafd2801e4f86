// swift-tools-version: 6.2
import PackageDescription

// The manifest is the map: a target imports what stands in its `dependencies`, all of it and nothing else;
// scripts/check-map compares them. Sources/ has a folder for each group of targets; ARCHITECTURE.md says how the groups
// depend on each other.

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

/// Tests are built with what ships, which is optimized; optimizing the tests as well would only take time. So would a
/// job of its own for the interface of a module that nothing imports.
let unoptimized: [SwiftSetting] = [.unsafeFlags(["-Onone", "-no-emit-module-separately-wmo"])]

/// A system library, named after its pkg-config module and Debian's packages.
func shim(_ name: String, pkgConfig: String, packages: [String]) -> Target {
  .systemLibrary(
    name: name, path: "Sources/Shims/\(name)", pkgConfig: pkgConfig, providers: [.apt(packages)])
}

func layer(_ folder: String, _ name: String, uses: [Target.Dependency], _ settings: [SwiftSetting] = common)
  -> Target
{
  .target(name: name, dependencies: uses, path: "Sources/\(folder)/\(name)", swiftSettings: settings)
}

func tests(
  of name: String, uses: [Target.Dependency], exclude: [String] = [], _ settings: [SwiftSetting] = common
)
  -> Target
{
  .testTarget(
    name: name + "Tests", dependencies: [.init(stringLiteral: name)] + uses, exclude: exclude,
    swiftSettings: settings + unoptimized)
}

/// A C string with the value of an environment variable: letters, digits and dashes of it.
func define(_ name: String, _ variable: String) -> CSetting {
  let value = (Context.environment[variable] ?? "").filter {
    $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
  }
  return .define(name, to: "\"\(value)\"")
}

// C libraries, and C of our own where Swift cannot call them as they are.
let shims: [Target] = [
  // What scripts/build says of the commit. A target of its own, so that another commit compiles one small file.
  .target(
    name: "CBuild", path: "Sources/Shims/CBuild",
    cSettings: [define("COMMIT", "FRAMEVEIL_COMMIT"), define("COMMIT_DATE", "FRAMEVEIL_COMMIT_DATE")]),
  .target(name: "CSystem", path: "Sources/Shims/CSystem"),
  shim("CCrypto", pkgConfig: "libcrypto", packages: ["libssl-dev"]),
  shim("CCurl", pkgConfig: "libcurl", packages: ["libcurl4-openssl-dev"]),
  shim("CEXIF", pkgConfig: "libexif", packages: ["libexif-dev"]),
  shim("CExpat", pkgConfig: "expat", packages: ["libexpat1-dev"]),
  shim("CHEIF", pkgConfig: "libheif", packages: ["libheif-dev"]),
  shim("CGIF", pkgConfig: "libgif", packages: ["libgif-dev"]),
  shim("CMicroHTTP", pkgConfig: "libmicrohttpd", packages: ["libmicrohttpd-dev"]),
  shim("CWebP", pkgConfig: "libwebp", packages: ["libwebp-dev"]),
  shim("CZlib", pkgConfig: "zlib", packages: ["zlib1g-dev"]),
  shim(
    "CLibAV", pkgConfig: "libavformat", packages: ["libavformat-dev", "libavcodec-dev", "libavutil-dev"]),
  shim(
    "CGStreamer", pkgConfig: "gstreamer-app-1.0",
    packages: ["libgstreamer1.0-dev", "libgstreamer-plugins-base1.0-dev"]),
  .target(name: "CJPEG", path: "Sources/Shims/CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
  .target(name: "CPNG", path: "Sources/Shims/CPNG", linkerSettings: [.linkedLibrary("png16")]),
  .target(name: "CTIFF", path: "Sources/Shims/CTIFF", linkerSettings: [.linkedLibrary("tiff")]),
  .target(
    name: "COpenCV", path: "Sources/Shims/COpenCV",
    cxxSettings: [.unsafeFlags(["-isystem", "/usr/include/opencv4"])],
    linkerSettings: ["core", "imgproc", "video", "dnn"].map { .linkedLibrary("opencv_\($0)") }),
  // Declarations only: these libraries are opened at run time.
  .target(name: "COpenVINO", path: "Sources/Shims/COpenVINO"),
  .target(name: "CLibfacedetection", path: "Sources/Shims/CLibfacedetection"),
]

let core: [Target] = [
  // What every layer needs: errors that tell users what to do, bytes read by ranges and written to sinks, files that
  // appear whole, digests, backoff, channels between tasks. No network, no video.
  layer("Core", "Core", uses: ["CCrypto", "CSystem", "CZlib"]),
  // Times, boxes, ratios, planes. Pure.
  layer("Core", "Geometry", uses: [], strict),
]

let vision: [Target] = [
  // Rekognition's responses as a stream of timestamped boxes. Pure.
  layer("Vision", "Detections", uses: ["Geometry"], strict),
  // From a few boxes a second to the redaction box of any instant. Pure.
  layer("Vision", "Tracking", uses: ["Geometry"], strict),
  // OpenCV behind Swift types: its errors, and a frame as displayed, scaled to what detection and motion need to see.
  layer("Vision", "OpenCV", uses: ["COpenCV", "Geometry"]),
  // OpenVINO behind Swift types: its library, opened at run time, and networks compiled for the processor.
  layer("Vision", "OpenVINO", uses: ["COpenVINO", "Geometry"]),
  // libfacedetection behind a Swift type: its library, opened at run time.
  layer("Vision", "Libfacedetection", uses: ["CLibfacedetection", "Geometry"]),
  // Faces followed by their pixels between their samples.
  layer("Vision", "OpticalFlow", uses: ["COpenCV", "Geometry", "Tracking"]),
  // Masks and effects on a frame's planes.
  layer("Vision", "Redaction", uses: ["COpenCV", "Geometry", "OpenCV"]),
  // The embedded detectors of faces, text and persons.
  layer(
    "Vision", "FaceDetection",
    uses: [
      "CGStreamer", "COpenCV", "Core", "Detections", "Geometry", "Libfacedetection", "Media", "OpenCV",
      "OpenVINO",
    ]),
  // Detectors of several families, which look at a redacted video.
  layer(
    "Vision", "FaceJudges",
    uses: [
      "Core", "Detections", "FaceDetection", "Geometry", "Libfacedetection", "Media", "OpenCV", "OpenVINO",
    ]),
]

let media: [Target] = [
  // Reads the boxes of MP4 and QuickTime files, as far as cut-off files and estimates need them. Writes none. Pure.
  layer("Media", "MP4Parsing", uses: ["Geometry"], strict),
  // GStreamer and libavformat behind Swift types: videos read, decoded, encoded, written, compared.
  layer("Media", "Media", uses: ["CGStreamer", "CLibAV", "Core", "Geometry", "MP4Parsing"]),
  // Still images: checked before they are decoded, changed in place, written without what identifies; thumbnails.
  layer(
    "Media", "StillImages",
    uses: ["CEXIF", "CGIF", "CHEIF", "CJPEG", "CPNG", "CTIFF", "CWebP", "CZlib", "Geometry"]),
]

let net: [Target] = [
  // HTTP by libcurl, bodies streamed both ways; files behind URLs, read by ranges.
  layer("Net", "HTTP", uses: ["CCurl", "CSystem", "Core"]),
  // HTTP served, by libmicrohttpd.
  layer("Net", "HTTPServing", uses: ["CMicroHTTP", "Core", "HTTP"]),
]

let aws: [Target] = [
  // The web page of the image API, embedded in the program.
  .target(
    name: "ImagePage", dependencies: ["Core"], path: "Sources/AWS/ImagePage",
    resources: ["html", "css", "js"].map { .embedInCode("page.\($0)") }, swiftSettings: common),
  // Signed calls: credentials, configuration, endpoints, Signature Version 4, errors, retries.
  layer("AWS", "AWS", uses: ["CExpat", "Core", "HTTP"]),
  // Objects read by ranges and written by parts.
  layer("AWS", "S3", uses: ["AWS", "CCrypto", "Core", "HTTP"]),
  // Amazon Rekognition's jobs, from their start to the pages of their responses.
  layer("AWS", "Rekognition", uses: ["AWS", "Core", "Detections", "HTTP"]),
  // Lambda's runtime loop, with logs and metrics as CloudWatch reads them.
  layer("AWS", "LambdaRuntime", uses: ["Core", "HTTP"]),
  // The state machine's functions, and the services that they call.
  layer(
    "AWS", "Workflow",
    uses: [
      "AWS", "Core", "Detections", "Geometry", "HTTP", "ImagePage", "LambdaRuntime", "MP4Parsing",
      "Rekognition", "S3", "StillImages",
    ]),
]

let app: [Target] = [
  // The encode-and-mux profiles, which users can read, copy and change.
  .target(
    name: "Profiles", path: "pipelines",
    resources: ["mp4", "mp4-fragmented", "mov", "mkv", "webm", "hevc", "ts"].map {
      .embedInCode("\($0).profile")
    },
    swiftSettings: common),
  // What a reviewer changed: the document of `blur --edits`. Pure.
  layer("App", "Edits", uses: ["Core", "Geometry", "Tracking"], strict),
  // What a run redacted and where that needs review; the report as JSON and as a page. Pure.
  layer("App", "Reporting", uses: ["Core", "Geometry", "Tracking"], strict),
  // The actor graph of a run.
  layer(
    "App", "Pipeline",
    uses: [
      "Core", "Detections", "Edits", "FaceDetection", "FaceJudges", "Geometry", "Media", "OpenCV",
      "OpticalFlow", "Redaction", "Reporting", "StillImages", "Tracking",
    ]),
  // Amazon Rekognition's protocol, served with the embedded detector.
  layer(
    "App", "LocalRekognition",
    uses: [
      "AWS", "Core", "Detections", "FaceDetection", "Geometry", "HTTP", "HTTPServing", "Media", "Pipeline",
      "Rekognition", "StillImages", "Tracking",
    ]),
  // The page on which a person reviews a video, embedded in the program.
  .target(
    name: "ReviewPage", path: "Sources/App/ReviewPage",
    resources: [
      "review.html", "review.css", "app.js", "api.js", "edits.js", "history.js", "covers.js", "keys.js",
      "stage.js", "timeline.js", "panels.js",
    ].map { .embedInCode($0) }, swiftSettings: common),
  // The review on one machine: what was found, the edits and their file, the page's requests.
  layer(
    "App", "ReviewServing",
    uses: [
      "Core", "Detections", "Edits", "FaceDetection", "Geometry", "HTTP", "HTTPServing", "Media", "Pipeline",
      "Redaction", "Reporting", "ReviewPage", "Tracking",
    ]),
  // The image API on one machine: its page, its requests, its store.
  layer(
    "App", "ImageServing",
    uses: [
      "AWS", "Core", "HTTP", "HTTPServing", "LambdaRuntime", "LocalRekognition", "Rekognition", "S3",
      "Workflow",
    ]),
  // Commands, options, help.
  layer(
    "App", "FrameveilCLI",
    uses: [
      "AWS", "CBuild", "CGStreamer", "CSystem", "Core", "Detections", "Edits", "FaceDetection", "FaceJudges",
      "Geometry",
      "HTTP", "HTTPServing", "ImageServing", "LambdaRuntime", "LocalRekognition", "Media", "OpenCV",
      "Pipeline",
      "Profiles",
      "Redaction",
      "Rekognition", "Reporting", "ReviewServing", "S3", "StillImages", "Tracking", "Workflow",
    ]),
  .executableTarget(
    name: "frameveil", dependencies: ["FrameveilCLI"], path: "Sources/App/frameveil", swiftSettings: common),
]

let benchmarks: [Target] = [
  // What both evaluations use: seeded chance, covered area.
  .target(name: "Evaluating", dependencies: ["Geometry"], path: "benchmarks/common", swiftSettings: strict),
  // Measures the tracker beside the rules people use today.
  .executableTarget(
    name: "evaluate-tracking", dependencies: ["Evaluating", "Geometry", "Tracking"],
    path: "benchmarks/tracking", swiftSettings: strict),
  // Measures what following faces by their pixels adds to the tracker.
  .executableTarget(
    name: "evaluate-guidance", dependencies: ["Evaluating", "Geometry", "OpticalFlow", "Tracking"],
    path: "benchmarks/guidance", exclude: ["cast.py", "people.py", "render.py", "run"],
    swiftSettings: common),
  // Measures the HTTP client beside curl.
  .executableTarget(
    name: "measure-http", dependencies: ["HTTP"], path: "benchmarks/http", exclude: ["run"],
    swiftSettings: common),
  // Measures the reading of objects beside curl.
  .executableTarget(
    name: "measure-s3", dependencies: ["AWS", "HTTP", "S3"], path: "benchmarks/s3",
    exclude: ["interrupt", "run", "measure.py", "store.py"], swiftSettings: common),
]

let testing: [Target] = [
  // Programs run and watched, clips made and inspected. Optimized, because it compares pixels.
  .target(
    name: "FrameveilTesting", dependencies: ["Core"], path: "Tests/FrameveilTesting",
    swiftSettings: common),
  tests(of: "Core", uses: ["FrameveilTesting"]),
  tests(of: "Geometry", uses: [], strict),
  tests(of: "Detections", uses: ["Geometry"], strict),
  tests(of: "Tracking", uses: ["FrameveilTesting", "Geometry"], strict),
  tests(of: "OpticalFlow", uses: ["FrameveilTesting", "Geometry", "Tracking"]),
  tests(of: "Redaction", uses: ["FrameveilTesting", "Geometry"]),
  tests(
    of: "FaceDetection",
    uses: ["Core", "Detections", "FrameveilTesting", "Geometry", "Libfacedetection", "OpenCV", "OpenVINO"]),
  tests(of: "FaceJudges", uses: ["FaceDetection", "FrameveilTesting", "Geometry", "OpenVINO"]),
  tests(of: "MP4Parsing", uses: ["Geometry"], strict),
  tests(of: "Media", uses: ["CLibAV", "Core", "FrameveilTesting", "Geometry", "Profiles"]),
  tests(of: "StillImages", uses: ["FrameveilTesting", "Geometry"], exclude: ["Judges"]),
  tests(of: "HTTP", uses: ["Core", "FrameveilTesting"], exclude: ["Fixtures"]),
  tests(of: "HTTPServing", uses: ["Core", "FrameveilTesting", "HTTP"]),
  tests(of: "AWS", uses: ["Core", "FrameveilTesting", "HTTP"]),
  tests(of: "S3", uses: ["AWS", "Core", "FrameveilTesting", "HTTP"]),
  tests(of: "Rekognition", uses: ["AWS", "Detections", "FrameveilTesting", "HTTP"]),
  tests(of: "LambdaRuntime", uses: ["HTTP"]),
  tests(
    of: "Workflow",
    uses: [
      "AWS", "Core", "Detections", "FrameveilTesting", "Geometry", "HTTP", "LambdaRuntime", "Rekognition",
      "S3", "StillImages",
    ]),
  tests(of: "Edits", uses: ["Core", "Geometry", "Tracking"], strict),
  tests(of: "Reporting", uses: ["Geometry", "Tracking"], strict),
  tests(of: "FrameveilCLI", uses: []),
  tests(
    of: "Pipeline",
    uses: [
      "Core", "Detections", "FaceJudges", "FrameveilTesting", "Geometry", "Media", "Redaction", "Reporting",
      "Tracking",
    ]),
  tests(
    of: "LocalRekognition",
    uses: [
      "AWS", "Core", "Detections", "FrameveilTesting", "Geometry", "HTTP", "HTTPServing", "Media",
    ]),
  tests(
    of: "ImageServing",
    uses: ["AWS", "Core", "FrameveilTesting", "HTTP", "HTTPServing", "S3", "Workflow"]),
  // The S3 server and the fault proxy that other tests run against: do they judge, and break, as they say?
  .testTarget(name: "StackTests", dependencies: ["FrameveilTesting"], swiftSettings: common + unoptimized),
  .testTarget(
    name: "EndToEndTests",
    dependencies: ["AWS", "Core", "FrameveilTesting", "Geometry", "HTTP", "HTTPServing"],
    swiftSettings: common + unoptimized),
]

let package = Package(
  name: "frameveil", targets: shims + core + vision + media + net + aws + app + benchmarks + testing)

// The readers of foreign bytes under libFuzzer; Tests/Fuzz/readers builds it, apart from everything else.
if Context.environment["FRAMEVEIL_FUZZ_READERS"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz-readers",
      dependencies: [
        "AWS", "Core", "Detections", "Geometry", "HTTP", "MP4Parsing",
      ],
      path: "Tests/Fuzz/Readers", swiftSettings: common))
}
