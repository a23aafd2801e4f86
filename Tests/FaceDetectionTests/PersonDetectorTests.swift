import Detections
import FrameveilTesting
import Geometry
import OpenCV
import Testing

@testable import FaceDetection

/// The three persons in a frame of the sample, who show their faces, or have them covered.
@Suite(
  .blocking,
  .enabled(if: (try? InferenceRuntime.found(.openVINO)) != nil, "OpenVINO is not installed: make runtime"))
struct PersonDetectorTests {
  private static let size = FrameSize(width: 1280, height: 720)

  private static func persons(_ filters: String, tiles: TileGrid? = nil) throws -> [DetectedBox] {
    let frame = try SampleFrame(filters: filters)
    let detector = try PersonDetector(
      model: .found(), minScore: DetectionOptions().minPersonConfidence / 100, runtime: .found(.openVINO))
    let finder = ObjectFinder(
      detector: detector, size: size, orientation: .identity, tiles: 1,
      grid: tiles ?? PersonDetector.tiles(for: size, factor: 1))
    return try frame.drawing.read { try finder.objects(in: $0) }
  }

  /// Covers each face with the colour of hair: to the face detector, a person from behind.
  static func covering(_ faces: [Box], in size: FrameSize = size) -> String {
    faces.map { face in
      let box = face.grown(by: 0.15)
      let (x, y) = (Int(box.left * Double(size.width)), Int(box.top * Double(size.height)))
      let (width, height) = (Int(box.width * Double(size.width)), Int(box.height * Double(size.height)))
      return "drawbox=x=\(x):y=\(y):w=\(width):h=\(height):color=0x5a3c20:t=fill"
    }.joined(separator: ",")
  }

  @Test(arguments: [false, true])
  func `a person is found with the face visible and covered`(isCovered: Bool) throws {
    let faces = try SampleFrame.truth(at: 4)
    let filters = isCovered ? Self.covering(faces) : "null"
    let persons = try Self.persons(filters)
    #expect(faces.count == 3 && persons.allSatisfy { $0.subject == .person })
    for face in faces {
      let around = persons.filter {
        abs($0.box.centerX - face.centerX) < face.width && $0.box.bottom > face.bottom
      }
      #expect(!around.isEmpty, "no person at \(face) in \(persons)")
    }
    if isCovered { #expect(try SampleFrame(filters: filters).faces().isEmpty) }
  }

  @Test func `small persons are found in tiles`() throws {
    let small = "scale=256:144,pad=1280:720:700:200:0x707070"
    let (whole, tiled) = (
      try Self.persons(small, tiles: TileGrid(columns: 1, rows: 1)), try Self.persons(small)
    )
    #expect(tiled.count > whole.count, "\(whole) and \(tiled)")
    for face in try SampleFrame.truth(at: 4) {
      let center = SIMD2((700 + 256 * face.centerX) / 1280, (200 + 144 * face.centerY) / 720)
      #expect(
        tiled.contains {
          $0.box.grown(by: 0.1).contains(Box(centerX: center.x, centerY: center.y, width: 0, height: 0))
        })
    }
  }

  @Test func `a grey frame has no person`() throws {
    #expect(try Self.persons("geq=lum=128:cb=128:cr=128").isEmpty)
  }

  @Test func `a runtime that cannot read the network is refused by name`() throws {
    let error = try #require(throws: InferenceRuntimeError.self) {
      try PersonDetector.check(.openCV(reason: "OpenVINO was not found"))
    }
    for words in ["person detector", "OpenVINO was not found"] { #expect("\(error)".contains(words)) }
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
