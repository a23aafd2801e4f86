import FrameveilTesting
import Geometry
@testable import Pipeline
import Testing

/// Frames get unique, strictly increasing timestamps, whatever their PTS are.
@Suite struct TimestampNormalizerTests {
  private func instants(_ times: [Int64]) -> [Int64] {
    var clock = TimestampNormalizer()
    return times.map { clock.timestamp(of: MediaTime(nanoseconds: $0)).nanoseconds }
  }

  @Test func `increasing PTS are kept`() {
    #expect(instants([-40, 0, 7, 7_000_000_000]) == [-40, 0, 7, 7_000_000_000])
  }

  @Test func `frames with equal PTS keep their order`() {
    #expect(instants([0, 40, 40, 40, 41, 90]) == [0, 40, 41, 42, 43, 90])
  }

  @Test(arguments: UInt64(1)...20)
  func `timestamps always increase, whatever the PTS do`(seed: UInt64) {
    let times = FrameTimes.generated(seed: seed)
    let instants = instants(times.map(\.nanoseconds))
    #expect(zip(instants, instants.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(times, instants).allSatisfy { $0.nanoseconds <= $1 })
  }
}

/// PTS as damaged and unusual files have them.
enum FrameTimes {
  /// Two hundred PTS with steps of many sizes, repeats, jumps and, if `goesBack`, steps back.
  static func generated(seed: UInt64, goesBack: Bool = true) -> [MediaTime] {
    var generator = SplitMix(seed: seed)
    func chance(_ part: UInt64) -> Bool { generator.next() % part == 0 }
    let step = [1_000, 500_000, 8_333_333, 33_366_667, 40_000_000, 1_000_000_000][Int(seed % 6)] as Int64
    var time: Int64 = 0
    return (0..<200).map { _ in
      defer {
        switch generator.next() % 16 {
        case 0...2: break
        case 3: time += step / 3
        case 4 where chance(4): time += 10_000_000_000
        case 5 where goesBack && chance(4): time = max(0, time - Int64(generator.next() % 3_000_000_000))
        default: time += step
        }
      }
      return MediaTime(nanoseconds: time)
    }
  }
}
