import Geometry
import Reporting
import Testing
import Tracking

/// What is hidden on where a face was lost.
@Suite struct LingeringTests {
  /// The hidden boxes of the frames from an instant on, while there are any.
  private func lingering(_ film: Film, _ policy: ReviewPolicy) -> [Int64: [Box]] {
    film.play(policy).hidden.enumerated().reduce(into: [:]) { found, frame in
      let boxes = frame.element.filter { $0.reason == .lingering }.map(\.box)
      if !boxes.isEmpty { found[Int64(frame.offset) * 100] = boxes }
    }
  }

  private let lost = Film(redactionBoxes: { $0 < 3000 ? [redactionBox()] : [] })

  @Test func `a lost face stays hidden for two seconds`() {
    let found = lingering(lost, .linger)
    #expect(found.keys.sorted() == Array(stride(from: 3000, to: 5000, by: 100)))
    #expect(found.values.allSatisfy { $0 == [middle] })
  }

  @Test func `the whole picture is hidden if that is wanted`() {
    let found = lingering(lost, .hideFrame)
    #expect(found.keys.sorted() == Array(stride(from: 3000, to: 5000, by: 100)))
    #expect(found.values.allSatisfy { $0 == [.picture] })
  }

  @Test(arguments: [ReviewPolicy.accept, .fail])
  func `nothing is hidden on if that is wanted`(policy: ReviewPolicy) {
    #expect(lingering(lost, policy) == [:])
  }

  @Test(arguments: [ReviewPolicy.linger, .hideFrame])
  func `a face that is found again is not hidden twice`(policy: ReviewPolicy) {
    let film = Film(redactionBoxes: { $0 < 3000 || $0 >= 3500 ? [redactionBox()] : [] })
    #expect(lingering(film, policy).keys.sorted() == [3000, 3100, 3200, 3300, 3400])
  }

  @Test(arguments: [ReviewPolicy.linger, .hideFrame])
  func `the scene's end is the end`(policy: ReviewPolicy) {
    var film = lost
    film.cuts = [3300]
    #expect(lingering(film, policy).keys.sorted() == [3000, 3100, 3200])
  }

  @Test(arguments: [ReviewPolicy.linger, .hideFrame])
  func `a face that leaves by the border is let go`(policy: ReviewPolicy) {
    #expect(lingering(Film(redactionBoxes: { $0 < 3000 ? [redactionBox(0, border)] : [] }), policy) == [:])
  }

  @Test func `after the last sample of a lost face the picture is hidden to the end`() {
    var film = lost
    film.samples = Array(stride(from: 0, through: 2500, by: 500))
    film.cuts = [6000]
    #expect(lingering(film, .hideFrame).keys.sorted() == Array(stride(from: 3000, to: 10_000, by: 100)))
    #expect(lingering(film, .linger).keys.max() == 4900)
  }

  @Test func `what lingers is part of the track, but not of its size`() throws {
    let track = try #require(lost.play(.hideFrame).coverage.tracks.first)
    #expect(track.stretches.last == Stretch(start: ms(3000), end: ms(5000), kind: .lingering))
    #expect(track.ends == .sudden)
    #expect(track.largest == middle)
  }
}
