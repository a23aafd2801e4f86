import Detections
import FrameveilTesting
import Geometry
import OpenCV
import OpenVINO
import Testing

@testable import FaceDetection

private let openVINOIsInstalled = (try? InferenceRuntime.found(.openVINO)) != nil

/// OpenVINO and OpenCV's DNN module run the same network.
@Suite(.blocking, .enabled(if: openVINOIsInstalled, "OpenVINO is not installed: make runtime"))
struct SameFacesTests {
  /// Of a face's size. Both compute in single precision, in another order.
  private static let tolerance = 1e-4

  @Test(arguments: [0.0, 2, 4, 5, 7], [320, 640, 960])
  func `both runtimes find the same faces`(second: Double, size: Int) throws {
    let frame = try SampleFrame(at: second)
    func faces(_ runtime: InferenceRuntime.Choice) throws -> [DetectedBox] {
      try frame.faces {
        ($0.size, $0.runtime, $0.findsLandmarks) = (size, runtime, true)
      }
    }
    let (first, other) = (try faces(.openVINO), try faces(.openCV))
    #expect(!first.isEmpty && first.count == other.count)
    for (one, two) in zip(first, other) { expectSame(one, two) }
  }

  private func expectSame(_ one: DetectedBox, _ two: DetectedBox) {
    let size = min(one.box.width, one.box.height)
    let edges = [
      one.box.left - two.box.left, one.box.top - two.box.top, one.box.width - two.box.width,
      one.box.height - two.box.height,
    ]
    let points = zip(one.landmarks, two.landmarks).flatMap { [$0.x - $1.x, $0.y - $1.y] }
    #expect(points.count == 10)
    #expect((edges + points).allSatisfy { abs($0) <= Self.tolerance * size }, "\(one), \(two)")
    #expect(abs(one.confidence - two.confidence) <= 0.01, "\(one), \(two)")
  }

  @Test func `a compiled network that was kept gives the same outputs`() throws {
    let folder = try TemporaryFolder()
    let cache = try #require(CompiledModelCache(folder: folder.path))
    guard case .openVINO(let library) = try InferenceRuntime.found(.openVINO) else { return }
    let size = FrameSize(width: 320, height: 192)
    let image = ColourFrame(
      size: size, bytes: (0..<3 * 320 * 192).map { UInt8(truncatingIfNeeded: $0 * 7919 >> 4) })
    func heat() throws -> [Float] {
      let network = try OpenVINONetwork(library, ModelFile.found(.face), inputSize: size, cache: cache)
      let output = try network.run(image, outputs: ["537"])[0]
      return Array(UnsafeBufferPointer(start: output.values, count: output.dimensions.reduce(1, *)))
    }
    let first = try heat()
    let kept = try #require(folder.names.first)
    #expect(folder.names.count == 1 && kept.hasSuffix(".blob"), "\(folder.names)")
    #expect(try heat() == first)

    var damaged = try bytes(of: folder(kept))
    damaged[damaged.count / 2] ^= 1
    try folder.write(kept, damaged)
    #expect(try heat() == first)
    #expect(folder.names.count == 1, "\(folder.names)")
    #expect(try bytes(of: folder(folder.names[0])) != damaged)
  }

  @Test func `a file that is no network is refused by name`() throws {
    let folder = try TemporaryFolder()
    let model = try ModelFile(.face, path: try folder.write("wrong.onnx", "not a net"), allowsOther: true)
    for choice in [InferenceRuntime.Choice.openVINO, .openCV] {
      let runtime = try InferenceRuntime.found(choice)
      #expect {
        try CenterFace(
          model: model, inputSize: FrameSize(width: 64, height: 64), minScore: 0.2, runtime: runtime)
      } throws: { error in
        "\(error)".contains(model.path) && "\(error)".contains("\(runtime) cannot load")
      }
    }
  }
}

/// What happens where OpenVINO cannot be used.
@Suite(.blocking) struct RuntimeFallbackTests {
  @Test func `a folder without the library is named, with the remedy`() throws {
    let folder = try TemporaryFolder()
    let error = try #require(throws: InferenceRuntimeError.self) {
      try OpenVINO.opened(in: [folder.path]).get()
    }
    for words in [folder.path, "make runtime", "FRAMEVEIL_OPENVINO"] { #expect("\(error)".contains(words)) }
  }

  @Test func `a file that is no library is named`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("libopenvino_c.so.1", "no library")
    let error = try #require(throws: InferenceRuntimeError.self) {
      try OpenVINO.opened(in: [folder.path]).get()
    }
    #expect("\(error)".contains(path))
  }

  @Test func `only a fallback is noted`() throws {
    #expect(InferenceRuntime.openCV(reason: "it rains").note?.contains("OpenCV DNN") == true)
    #expect(InferenceRuntime.openCV(reason: "it rains").note?.hasSuffix("since it rains") == true)
    #expect(try InferenceRuntime.found(.openCV).note == nil)
  }

  @Test func `a folder that others may write keeps no network`() throws {
    let folder = try TemporaryFolder()
    #expect(CompiledModelCache(folder: folder.path) != nil)
    try Program(["chmod", "a+w", folder.path]).runTool()
    #expect(CompiledModelCache(folder: folder.path) == nil)
    #expect(CompiledModelCache(folder: folder("none")) == nil)
  }
}
