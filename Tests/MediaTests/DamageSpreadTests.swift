import Geometry
import Testing

@testable import Media

/// A damaged picture spoils those that are predicted from it.
@Suite struct DamageSpreadTests {
  private func ms(_ value: Int64) -> MediaTime { MediaTime(nanoseconds: value * 1_000_000) }

  @Test func `damage reaches to the next key picture in the order of decoding`() {
    var spread = DamageSpread()
    for (number, time) in [(0, 0), (10, 400), (20, 800)] as [(Int, Int64)] {
      spread.add(key: number, at: ms(time))
    }
    #expect(spread.sources(of: 0, at: ms(0)) == 0...0)
    #expect(spread.sources(of: 9, at: ms(320)) == 0...9)
    #expect(spread.sources(of: 10, at: ms(400)) == 10...10)
    #expect(spread.sources(of: 15, at: ms(600)) == 10...15)
  }

  @Test func `what is shown before a key picture is predicted from those before it`() {
    var spread = DamageSpread()
    spread.add(key: 0, at: ms(0))
    spread.add(key: 10, at: ms(480))
    #expect(spread.sources(of: 11, at: ms(400)) == 0...11)
    #expect(spread.sources(of: 13, at: ms(600)) == 10...13)
  }

  @Test func `without a key picture all may spoil a picture`() {
    var spread = DamageSpread()
    #expect(spread.sources(of: 7, at: ms(280)) == 0...7)
  }
}
