import Detections
import FrameveilTesting
import Geometry
import OpenCV
import Testing

@testable import FaceDetection

/// The person detector on frames of the sample.
@Suite(
  .blocking,
  .enabled(if: (try? InferenceRuntime.found(.openVINO)) != nil, "OpenVINO is not installed: make runtime"))
struct PersonDetectorTests {
  private static let size = FrameSize(width: 1280, height: 720)

  private static func persons(_ filters: String) throws -> [DetectedBox] {
    let frame = try SampleFrame(filters: filters)
    let detector = try PersonDetector(
      model: .found(.person), minScore: DetectionOptions().minPersonConfidence / 100,
      runtime: .found(.openVINO))
    let finder = ObjectFinder(
      detector: detector, size: size, orientation: .identity,
      tiles: PersonDetector.tiles(for: size, factor: 1))
    return try frame.drawing.read { try finder.objects(in: $0) }
  }

  @Test func `the persons of the sample are found, each with the face in the upper half`() throws {
    let persons = try Self.persons("null")
    // The third face is small, and its body is behind another.
    let faces = try SampleFrame.truth(at: 4).sorted { $0.area > $1.area }.prefix(2)
    for face in faces {
      #expect(
        persons.contains { person in
          person.box.left < face.left && face.right < person.box.right
            && face.centerY < person.box.top + person.box.height / 2 && person.box.top < face.centerY
        }, "\(face) in \(persons.map(\.box))")
    }
  }

  @Test func `a grey frame has no person`() throws {
    #expect(try Self.persons("geq=lum=128:cb=128:cr=128").isEmpty)
  }

  @Test func `tiles follow the longer side`() {
    let portrait = FrameSize(width: 720, height: 1280)
    #expect(PersonDetector.tiles(for: Self.size, factor: 1) == TileGrid(columns: 3, rows: 2))
    #expect(PersonDetector.tiles(for: portrait, factor: 2) == TileGrid(columns: 4, rows: 6))
  }
}

@Suite struct SSDAnchorTests {
  @Test func `there is one for each output of the network`() {
    // Three shapes in 19x19 cells, then six in 10, 5, 3, 2 and 1 squared.
    #expect(SSDAnchor.all.count == 3 * 361 + 6 * (100 + 25 + 9 + 4 + 1))
    let (first, last) = (SSDAnchor.all[0].box, SSDAnchor.all[1916].box)
    #expect(abs(first.centerX - 0.5 / 19) < 1e-12 && abs(first.width - 0.1) < 1e-12)
    #expect(last.center == SIMD2(0.5, 0.5) && abs(last.width - 0.95.squareRoot()) < 1e-12)
  }

  @Test func `codes move and scale the box`() {
    let anchor = SSDAnchor(box: Box(left: 0.4, top: 0.2, width: 0.2, height: 0.4))
    let box = ([10, -5, 0, 5] as [Float]).withUnsafeBufferPointer { anchor.decoded($0.baseAddress!) }
    #expect(abs(box.centerY - 0.8) < 1e-6 && abs(box.centerX - 0.4) < 1e-6)
    #expect(abs(box.height - 0.4) < 1e-6 && abs(box.width - 0.2 * 2.718281828) < 1e-6)
  }
}
