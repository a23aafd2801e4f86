import Geometry
import Reporting
import Testing
import Tracking

/// What is told to be looked at.
@Suite struct WeakSpotsTests {
  private func spots(_ film: Film) -> [ReviewItem] { film.play().coverage.weakSpots }

  @Test func `a face that is covered throughout is not weak`() {
    #expect(spots(Film(redactionBoxes: { _ in [redactionBox()] })) == [])
  }

  @Test func `faces that come and go by the border are not weak`() {
    #expect(spots(Film(redactionBoxes: { $0 >= 2000 && $0 < 8000 ? [redactionBox(0, border)] : [] })) == [])
  }

  @Test func `a track that ends in the middle of the picture is weak after its end`() {
    let film = Film(redactionBoxes: { $0 < 3000 ? [redactionBox()] : [] })
    #expect(spots(film) == [ReviewItem(.suddenEnd, from: ms(3000), to: ms(5000), track: 0)])
  }

  @Test func `a track that begins in the middle of the picture is weak before its begin`() {
    let film = Film(redactionBoxes: { $0 >= 3000 ? [redactionBox()] : [] })
    #expect(spots(film) == [ReviewItem(.suddenBegin, from: ms(2000), to: ms(3000), track: 0)])
  }

  @Test func `a face that is lost and found is a hole`() {
    let film = Film(redactionBoxes: { $0 < 3000 || $0 >= 7000 ? [redactionBox()] : [] })
    #expect(spots(film) == [ReviewItem(.hole, from: ms(3000), to: ms(7000), track: 0)])
  }

  @Test(arguments: [(Int64(1000), false), (1100, true)])
  func `only long bridges are weak`(length: Int64, isWeak: Bool) {
    let film = Film(redactionBoxes: {
      [redactionBox(0, middle, $0 >= 2000 && $0 < 2000 + length ? .bridged : .between)]
    })
    let bridge = ReviewItem(.longBridge, from: ms(2000), to: ms(2000 + length), track: 0)
    #expect(spots(film) == (isWeak ? [bridge] : []))
  }

  @Test func `faces that are lost together are told once more`() {
    let film = Film(redactionBoxes: { time in
      [redactionBox(0), redactionBox(1)].filter { time < 3000 + 500 * Int64($0.track) }
    })
    let lost = spots(film).filter { $0.kind == .allLost }
    #expect(lost == [ReviewItem(.allLost, from: ms(3000), to: ms(5500))])
  }

  @Test func `an unsure detection is weak while it lasts`() {
    let film = Film(redactionBoxes: { [redactionBox(0, confidence: $0 >= 1000 && $0 < 2000 ? 50 : 99)] })
    #expect(spots(film) == [ReviewItem(.lowConfidence, from: ms(1000), to: ms(2000), track: 0)])
  }

  @Test func `damaged frames near each other are one weak spot`() {
    let film = Film(redactionBoxes: { _ in [redactionBox()] }, damaged: 1000...1400)
    #expect(spots(film) == [ReviewItem(.damagedFrames, from: ms(1000), to: ms(1500))])
  }

  @Test(arguments: [(Int64(500), true), (200, false)])
  func `fast motion is weak where samples are few`(interval: Int64, isWeak: Bool) {
    let film = Film(
      redactionBoxes: { time in
        let left = time / interval % 2 == 0 ? 0.4 : 0.48
        return [redactionBox(0, Box(left: left, top: 0.4, width: 0.1, height: 0.1))]
      }, samples: (0...10_000 / interval).map { $0 * interval })
    #expect(spots(film).map(\.kind) == (isWeak ? [.fastMotion] : []))
  }

  @Test(arguments: [(2, true), (1, false)])
  func `a hole in the samples is weak where several faces are missed`(faces: Int, isWeak: Bool) {
    let film = Film(
      redactionBoxes: { time in
        (0..<faces).map { redactionBox($0, middle, time > 3000 && time < 4900 ? .bridged : .between) }
      },
      samples: Array(stride(from: 0, through: 3000, by: 500))
        + Array(stride(from: 5000, through: 10_000, by: 500)))
    let holes = spots(film).filter { $0.kind == .samplingHole }
    #expect(holes == (isWeak ? [ReviewItem(.samplingHole, from: ms(3000), to: ms(5000))] : []))
  }

  @Test(arguments: [(border, Int64(9000), false), (border, 20_000, true), (middle, 9000, true)])
  func `detections that end long before the video are weak`(box: Box, length: Int64, isWeak: Bool) {
    let film = Film(
      redactionBoxes: { $0 < 5500 ? [redactionBox(0, box)] : [] }, length: length,
      samples: Array(stride(from: 0, through: 5000, by: 500)))
    let early = spots(film).filter { $0.kind == .earlyEnd }
    #expect(early == (isWeak ? [ReviewItem(.earlyEnd, from: ms(5000), to: ms(length))] : []))
  }

  @Test(arguments: ReviewItem.Kind.allCases)
  func `each says what to look at`(kind: ReviewItem.Kind) {
    let advice = ReviewItem(kind, from: .zero, to: ms(1), track: 7).advice
    #expect(advice.contains("look "))
    #expect(advice.hasSuffix("."))
  }
}
