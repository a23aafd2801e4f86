import Detections
import Geometry
import Testing

@testable import FaceDetection

/// Persons in a square frame: ratios are the same along both axes.
@Suite struct HeadEstimationTests {
  private static let standing = Box(left: 0.4, top: 0.2, width: 0.2, height: 0.6)

  private func person(_ box: Box, confidence: Double = 80) -> DetectedBox {
    DetectedBox(box: box, subject: .person, confidence: confidence)
  }

  private func faces(_ boxes: [DetectedBox]) -> [DetectedBox] {
    HeadEstimation(aspect: 1).addingHeads(to: boxes).filter { $0.subject == .face }
  }

  @Test func `a person without a face gets a head at the top of the box`() throws {
    let found = faces([person(Self.standing)])
    let head = try #require(found.count == 1 ? found[0] : nil)
    #expect(head.confidence == 80)
    #expect(abs(head.box.centerX - 0.5) < 1e-9 && abs(head.box.top - 0.2) < 1e-9)
    #expect(abs(head.box.height - 0.12) < 1e-9)
  }

  @Test func `a head is as wide in pixels in a wide frame`() {
    let wide = HeadEstimation(aspect: 2).headBox(of: Self.standing)
    #expect(abs(wide.width * 2 - 1.1 * wide.height) < 1e-9)
    // The shoulders are twice as wide.
    #expect(abs(wide.height - 0.2) < 1e-9)
  }

  @Test func `of a person who is cut off, the head is relatively larger`() {
    let cut = HeadEstimation(aspect: 1).headBox(of: Box(left: 0.2, top: 0.5, width: 0.4, height: 0.5))
    #expect(cut.height > 0.3 * 0.5)
  }

  @Test func `a person with a face gets no head`() {
    let face = DetectedBox(box: Box(left: 0.47, top: 0.22, width: 0.06, height: 0.08), confidence: 70)
    #expect(faces([face, person(Self.standing)]) == [face])
    // Below raised arms.
    let low = DetectedBox(box: Box(left: 0.47, top: 0.36, width: 0.06, height: 0.08), confidence: 70)
    #expect(faces([low, person(Self.standing)]) == [low])
  }

  @Test func `of two persons who overlap, the one without a face gets a head`() throws {
    let other = Box(left: 0.5, top: 0.25, width: 0.2, height: 0.6)
    let face = DetectedBox(box: Box(left: 0.57, top: 0.27, width: 0.06, height: 0.08), confidence: 70)
    let found = faces([face, person(Self.standing), person(other)])
    #expect(found.count == 2)
    let head = try #require(found.first { $0 != face })
    #expect(abs(head.box.centerX - Self.standing.centerX) < 1e-9)
  }

  @Test func `a second box of one person gives no second head`() {
    let second = Box(left: 0.39, top: 0.21, width: 0.22, height: 0.3)
    #expect(faces([person(Self.standing), person(second)]).count == 1)
    let face = DetectedBox(box: Box(left: 0.46, top: 0.21, width: 0.08, height: 0.1), confidence: 70)
    #expect(faces([face, person(Self.standing), person(second)]) == [face])
  }

  @Test func `a doubtful face where a head is is none`() {
    let face = DetectedBox(box: Box(left: 0.47, top: 0.22, width: 0.06, height: 0.08), confidence: 22)
    #expect(faces([face, person(Self.standing)]).map(\.confidence) == [DetectionOptions.sufficientOnce])
    // Nobody is there.
    let away = DetectedBox(box: Box(left: 0.8, top: 0.22, width: 0.06, height: 0.08), confidence: 22)
    #expect(faces([away]) == [away])
  }

  @Test func `text and persons stay as they are`() {
    let text = DetectedBox(box: Box(left: 0.1, top: 0.9, width: 0.3, height: 0.05), subject: .text)
    let all = HeadEstimation(aspect: 1).addingHeads(to: [text, person(Self.standing)])
    #expect(all.filter { $0.subject != .face } == [text, person(Self.standing)])
  }
}
