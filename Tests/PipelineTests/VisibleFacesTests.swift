import FaceJudges
import Geometry
import Testing

@testable import Pipeline

/// How finds on single frames become time spans.
@Suite struct VisibleFacesTests {
  private static func face(_ left: Double, _ scores: [Int: Double]) -> JudgedFace {
    JudgedFace(box: Box(left: left, top: 0.4, width: 0.1, height: 0.1), scores: scores)
  }

  /// Looks at ten frames a second; a frame without an entry shows nobody.
  private func spans(_ finds: [Int: [JudgedFace]], frames: Int = 20) -> VisibleFaces {
    var faces = VisibleFaces()
    for frame in 0..<frames {
      let time = MediaTime(nanoseconds: Int64(frame) * 100_000_000)
      _ = faces.add(PanelLook(time: time, faces: finds[frame] ?? [], judges: 2))
    }
    return faces
  }

  @Test func `a span has the judges that see it, each since its first frame`() throws {
    let faces = spans([
      3: [Self.face(0.2, [1: 0.6])], 4: [Self.face(0.21, [0: 0.9, 1: 0.7])], 5: [Self.face(0.22, [0: 0.8])],
    ])
    #expect(faces.frames == 20 && faces.framesWithFaces == 2)
    let face = try #require(faces.all.first?.face)
    #expect(faces.all.count == 1)
    #expect(face.isVisible)
    #expect((face.firstFrame, face.frames, face.agreedFrames) == (3, 3, 1))
    #expect(face.start.seconds == 0.3 && face.end.seconds == 0.6)
    #expect(face.sights[0]?.start.seconds == 0.4 && face.sights[0]?.frames == 2)
    #expect(face.sights[1]?.start.seconds == 0.3 && face.sights[1]?.confidence == 70)
    // The box of the frame on which most judges see it.
    #expect(face.box.left == 0.21)
  }

  @Test func `a gap of more than half a second begins another span`() {
    let short = spans([3: [Self.face(0.2, [0: 0.9])], 8: [Self.face(0.2, [0: 0.9])]])
    let long = spans([3: [Self.face(0.2, [0: 0.9])], 9: [Self.face(0.2, [0: 0.9])]])
    #expect(short.all.count == 1 && long.all.count == 2)
  }

  @Test func `two faces of one frame are two spans with their numbers`() {
    var faces = VisibleFaces()
    let pair = [Self.face(0.2, [0: 0.9]), Self.face(0.6, [1: 0.5])]
    let first = faces.add(PanelLook(time: .zero, faces: pair, judges: 2))
    let second = faces.add(PanelLook(time: .zero, faces: pair.reversed(), judges: 2))
    #expect(first == [0, 1] && second == [1, 0])
    #expect(faces.all.map(\.face.frames) == [2, 2])
  }
}
