import Geometry
import Reporting
import Testing
import Tracking

/// The hold-over of lost faces.
@Suite struct HoldOverTests {
  /// The hold-over boxes by frame time in milliseconds; frames without any are omitted.
  private func heldOver(_ video: TestVideo, _ policy: ReviewPolicy) -> [Int64: [Box]] {
    video.play(policy).hidden.enumerated().reduce(into: [:]) { found, frame in
      let boxes = frame.element.filter { $0.reason == .lingering }.map(\.box)
      if !boxes.isEmpty { found[Int64(frame.offset) * 100] = boxes }
    }
  }

  private let lost = TestVideo(redactionBoxes: { $0 < 3000 ? [redactionBox()] : [] })

  @Test func `a lost face stays redacted for two seconds`() {
    let found = heldOver(lost, .linger)
    #expect(found.keys.sorted() == Array(stride(from: 3000, to: 5000, by: 100)))
    #expect(found.values.allSatisfy { $0 == [middle] })
  }

  @Test(arguments: [(49.0, 500), (50, 2000)])
  func `a track that was never a likely face is held for half a second`(best: Double, held: Int64) {
    let video = TestVideo(redactionBoxes: { time in
      guard time < 3000 else { return [] }
      var box = redactionBox(confidence: 20)
      box.trackConfidence = best
      return [box]
    })
    let until = 3000 + held
    #expect(heldOver(video, .linger).keys.sorted() == Array(stride(from: 3000, to: until, by: 100)))
    #expect(heldOver(video, .hideFrame).keys.sorted() == Array(stride(from: 3000, to: 5000, by: 100)))
  }

  @Test func `of several places the first is held, where the face most likely was`() {
    let second = Box(left: 0.1, top: 0.1, width: 0.5, height: 0.5)
    let video = TestVideo(redactionBoxes: { $0 < 3000 ? [redactionBox(), redactionBox(0, second)] : [] })
    #expect(heldOver(video, .linger).values.allSatisfy { $0 == [middle] })
  }

  @Test func `hide-frame redacts the whole frame`() {
    let found = heldOver(lost, .hideFrame)
    #expect(found.keys.sorted() == Array(stride(from: 3000, to: 5000, by: 100)))
    #expect(found.values.allSatisfy { $0 == [.picture] })
  }

  @Test(arguments: [ReviewPolicy.accept, .fail])
  func `accept and fail add no hold-over`(policy: ReviewPolicy) {
    #expect(heldOver(lost, policy) == [:])
  }

  @Test(arguments: [ReviewPolicy.linger, .hideFrame])
  func `a face that is found again ends the hold-over`(policy: ReviewPolicy) {
    let video = TestVideo(redactionBoxes: { $0 < 3000 || $0 >= 3500 ? [redactionBox()] : [] })
    #expect(heldOver(video, policy).keys.sorted() == [3000, 3100, 3200, 3300, 3400])
  }

  @Test(arguments: [ReviewPolicy.linger, .hideFrame])
  func `a scene cut ends the hold-over`(policy: ReviewPolicy) {
    var video = lost
    video.cuts = [3300]
    #expect(heldOver(video, policy).keys.sorted() == [3000, 3100, 3200])
  }

  @Test(arguments: [ReviewPolicy.linger, .hideFrame])
  func `a face that leaves over the frame border is not held over`(policy: ReviewPolicy) {
    #expect(
      heldOver(TestVideo(redactionBoxes: { $0 < 3000 ? [redactionBox(0, border)] : [] }), policy) == [:])
  }

  @Test func `hide-frame redacts to the end of the video if a face is lost after the last sample`() {
    var video = lost
    video.samples = Array(stride(from: 0, through: 2500, by: 500))
    video.cuts = [6000]
    #expect(heldOver(video, .hideFrame).keys.sorted() == Array(stride(from: 3000, to: 10_000, by: 100)))
    #expect(heldOver(video, .linger).keys.max() == 4900)
  }

  @Test func `the hold-over is part of the track, but not of its largest box`() throws {
    let track = try #require(lost.play(.hideFrame).coverage.tracks.first)
    #expect(track.stretches.last == CoverageSpan(start: ms(3000), end: ms(5000), kind: .lingering))
    #expect(track.ends == .sudden)
    #expect(track.largest == middle)
  }
}
