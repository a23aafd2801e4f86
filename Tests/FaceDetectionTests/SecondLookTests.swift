import Detections
import FrameveilTesting
import Geometry
import Libfacedetection
import OpenCV
import Testing

@testable import FaceDetection

/// The second detector where the first is not sure.
@Suite(
  .blocking, .enabled(if: (try? Libfacedetection.installed.get()) != nil, "libfacedetection is not installed")
)
struct SecondLookTests {
  private let library: Libfacedetection
  private static let size = FrameSize(width: 1280, height: 720)

  init() throws { library = try Libfacedetection.installed.get() }

  private func look(_ boxes: [Box], _ drawing: Drawing, _ orientation: Orientation = .identity) throws
    -> [ScoredBox]
  {
    let look = SecondLook(
      library: library, size: drawing.size, orientation: orientation,
      displayed: drawing.size.displayed(orientation))
    return try drawing.read { try look.looked(at: boxes.map { ScoredBox($0, score: 0.15) }, in: $0) }
      .filter { $0.score >= SecondLook.joinedScore }
  }

  @Test(arguments: [
    ("null", Orientation.identity, false), ("transpose=cclock", Orientation(quarterTurns: 1), true),
    ("transpose=clock", Orientation(quarterTurns: 3), true),
    ("hflip", Orientation(quarterTurns: 0, isFlipped: true), false),
  ])
  func `a face is seen, and what is beside it is not`(filters: String, orientation: Orientation, swaps: Bool)
    throws
  {
    let size = swaps ? FrameSize(width: 720, height: 1280) : Self.size
    let drawing = try SampleFrame(.nv12, filters: filters, size: size).drawing
    let truth = try SampleFrame.truth(at: 4)
    #expect(!truth.isEmpty && truth.count <= 4)
    #expect(try look(truth, drawing, orientation).map(\.box) == truth)
    let beside = truth.map {
      Box(left: $0.left, top: $0.top - 1.2 * $0.height, width: $0.width, height: $0.height)
    }
    #expect(try look(beside, drawing, orientation).isEmpty)
  }

  @Test func `a box outside of the frame, or larger, is no face`() throws {
    let drawing = try SampleFrame().drawing
    let outside = [
      Box(left: 1.5, top: 0.5, width: 0.1, height: 0.1), Box(left: 0.5, top: 0.5, width: 0, height: 0),
      Box(left: -1, top: -1, width: 3, height: 3), Box(left: 0.999, top: 0.999, width: 0.001, height: 0.001),
    ]
    #expect(try look(outside, drawing).isEmpty)
  }

  @Test func `what both detectors see has a confidence of 30 at least, and is found once`() throws {
    let drawing = try SampleFrame().drawing
    func faces(_ second: SecondDetector, minScore: Double) throws -> [DetectedBox] {
      let detector = try CenterFace(
        model: ModelFile.found(.face), inputSize: FrameSize(width: 640, height: 352), minScore: 0.1,
        runtime: InferenceRuntime.found(.auto))
      let finder = ObjectFinder(
        detector: detector, size: drawing.size, orientation: .identity, tiles: TileGrid(side: 1),
        minScore: minScore,
        second: second)
      return try drawing.read { try finder.objects(in: $0) }
    }
    let alone = try faces(.none(reason: nil), minScore: 0.2)
    let both = try faces(.libfacedetection(library), minScore: 0.2)
    #expect(areSame(both, alone, iou: 1), "\(both), \(alone)")
    for (face, before) in zip(both, alone) {
      #expect(face.confidence == max(before.confidence, Double(Float(30))))
    }
  }
}

/// What happens where the second detector is missing or not wanted.
@Suite struct SecondDetectorTests {
  @Test func `only a detector that is missing is noted`() throws {
    #expect(SecondDetector.none(reason: "it rains").note?.hasSuffix("since it rains") == true)
    #expect(try SecondDetector.found(.none).note == nil)
    #expect("\(try SecondDetector.found(.none))" == "none")
  }
}
