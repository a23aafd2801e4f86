@testable import Core
import Geometry
@testable import Media
import Testing

/// A damaged picture spoils those that are predicted from it.
@Suite struct DamageSpreadTests {
  private func ms(_ value: Int64) -> MediaTime { MediaTime(nanoseconds: value * 1_000_000) }

  /// Which of some pictures, given in the order of decoding with the times at which they are shown, a damaged one spoils.
  private func spoilt(by damaged: Int, _ times: [Int64], keys: Set<Int>) -> [Int] {
    var spread = DamageSpread()
    for (number, time) in times.enumerated() {
      spread.add(number, at: ms(time), isKey: keys.contains(number))
    }
    return times.indices.filter { spread.isSpoilt($0, at: ms(times[$0]), by: [damaged]) }
  }

  @Test func `damage reaches to the next key picture in the order of decoding`() {
    let times: [Int64] = [0, 40, 80, 120, 160, 200]
    #expect(spoilt(by: 1, times, keys: [0, 3]) == [1, 2])
    #expect(spoilt(by: 3, times, keys: [0, 3]) == [3, 4, 5])
    #expect(spoilt(by: 0, times, keys: [0, 3]) == [0, 1, 2])
  }

  @Test
  func `what is shown before a key picture is predicted from those before it, and spoils only its like`() {
    // The third is a key picture, shown after the two that follow it.
    let times: [Int64] = [0, 40, 160, 80, 120, 200]
    #expect(spoilt(by: 1, times, keys: [0, 2]) == [1, 3, 4])
    #expect(spoilt(by: 3, times, keys: [0, 2]) == [3, 4])
    #expect(spoilt(by: 2, times, keys: [0, 2]) == [2, 3, 4, 5])
  }

  @Test func `without a key picture all may spoil a picture`() {
    #expect(spoilt(by: 0, [0, 40, 80], keys: []) == [0, 1, 2])
  }
}
