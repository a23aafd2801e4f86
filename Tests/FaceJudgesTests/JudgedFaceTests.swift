import FaceDetection
import Geometry
import Testing

@testable import FaceJudges

/// Which finds of several judges are of one face.
@Suite struct JudgedFaceTests {
  private static func find(_ left: Double, _ top: Double, _ side: Double, _ score: Double) -> ScoredBox {
    ScoredBox(Box(left: left, top: top, width: side, height: side), score: score)
  }

  @Test func `finds with their centres in each other are one face, with the mean box`() {
    let faces = JudgedFace.merged([[Self.find(0.1, 0.1, 0.2, 0.9)], [Self.find(0.14, 0.12, 0.12, 0.5)]])
    #expect(faces.count == 1)
    #expect(faces.first?.scores == [0: 0.9, 1: 0.5])
    #expect(abs((faces.first?.box.left ?? 0) - 0.12) < 1e-9)
    #expect(abs((faces.first?.box.width ?? 0) - 0.16) < 1e-9)
  }

  @Test(arguments: [(0.1, 0.31), (0.35, 0.2)])
  func `a find beside another, or of another size, is another face`(left: Double, side: Double) {
    let small = Self.find(0.2, 0.2, 0.12, 0.9)
    let other = Self.find(left, 0.1, side, 0.8)
    #expect(JudgedFace.merged([[small], [other]]).count == 2)
  }

  @Test func `one judge's two finds of one face count once`() {
    let faces = JudgedFace.merged([
      [Self.find(0.1, 0.1, 0.2, 0.9), Self.find(0.12, 0.1, 0.2, 0.6)], [], [Self.find(0.6, 0.6, 0.1, 0.7)],
    ])
    #expect(faces.map(\.scores) == [[0: 0.9], [2: 0.7]])
  }

  @Test func `finds without a size end the grouping, too`() {
    let nothing = Self.find(0.3, 0.3, 0, 0.5)
    #expect(JudgedFace.merged([[nothing], [nothing]]).map(\.scores) == [[0: 0.5, 1: 0.5]])
  }

  @Test func `without finds there is no face`() {
    #expect(JudgedFace.merged([[], [], []]).isEmpty)
  }
}
