@testable import Core
import Geometry
@testable import Media
import Testing

/// Errors propagate to all pictures that are predicted from a damaged one.
@Suite struct DamageSpreadTests {
  private func ms(_ value: Int64) -> MediaTime { MediaTime(nanoseconds: value * 1_000_000) }

  /// The pictures that a damaged one affects, given the PTS of all pictures in decoding order.
  private func affected(by damaged: Int, _ times: [Int64], keys: Set<Int>) -> [Int] {
    var propagation = ErrorPropagation()
    for (number, time) in times.enumerated() {
      propagation.add(number, at: ms(time), isKey: keys.contains(number))
    }
    return times.indices.filter { propagation.isAffected($0, at: ms(times[$0]), by: [damaged]) }
  }

  @Test func `damage propagates to the next key picture in decoding order`() {
    let times: [Int64] = [0, 40, 80, 120, 160, 200]
    #expect(affected(by: 1, times, keys: [0, 3]) == [1, 2])
    #expect(affected(by: 3, times, keys: [0, 3]) == [3, 4, 5])
    #expect(affected(by: 0, times, keys: [0, 3]) == [0, 1, 2])
  }

  @Test
  func `leading pictures refer to pictures before the key picture and affect only each other`() {
    // The third is a key picture; the two that follow it precede it in output order.
    let times: [Int64] = [0, 40, 160, 80, 120, 200]
    #expect(affected(by: 1, times, keys: [0, 2]) == [1, 3, 4])
    #expect(affected(by: 3, times, keys: [0, 2]) == [3, 4])
    #expect(affected(by: 2, times, keys: [0, 2]) == [2, 3, 4, 5])
  }

  @Test func `without a key picture any damage affects all later pictures`() {
    #expect(affected(by: 0, [0, 40, 80], keys: []) == [0, 1, 2])
  }
}
