import FrameveilTesting
import Geometry
import Testing

@testable import Pipeline

/// Frames are told apart by instants of their own, whatever times a container gives them.
@Suite struct FrameClockTests {
  private func readings(_ times: [Int64], duration: MediaTime? = nil) -> [FrameClock.Reading] {
    var clock = FrameClock()
    return times.map { clock.read(MediaTime(nanoseconds: $0), duration: duration) }
  }

  @Test func `times that grow are the instants`() {
    let readings = readings([-40, 0, 7, 7_000_000_000])
    #expect(readings.map(\.instant.nanoseconds) == [-40, 0, 7, 7_000_000_000])
    #expect(readings.map(\.shown) == readings.map(\.instant))
  }

  @Test func `frames that share a time are shown at it and keep their order`() {
    let readings = readings([0, 40, 40, 40, 41, 90])
    #expect(readings.map(\.instant.nanoseconds) == [0, 40, 41, 42, 43, 90])
    #expect(readings.map(\.shown.nanoseconds) == [0, 40, 40, 40, 41, 90])
    #expect(readings.allSatisfy { !$0.isStepBack })
  }

  @Test func `a time that goes back begins a scene, and time goes on`() {
    let readings = readings([0, 40, 80, 20, 60, 60])
    #expect(readings.map(\.isStepBack) == [false, false, false, true, false, false])
    #expect(readings.map(\.shown.nanoseconds) == [0, 40, 80, 120, 160, 160])
    let told = self.readings([0, 40, 20], duration: MediaTime(nanoseconds: 30))
    #expect(told.map(\.shown.nanoseconds) == [0, 40, 70])
  }

  @Test(arguments: UInt64(1)...20)
  func `instants always grow, and what is shown never goes back`(seed: UInt64) {
    let readings = readings(FrameTimes.generated(seed: seed).map(\.nanoseconds))
    for (before, after) in zip(readings, readings.dropFirst()) {
      #expect(before.instant < after.instant)
      #expect(before.shown <= after.shown)
      #expect(after.shown <= after.instant)
    }
  }
}

/// Times as broken and odd files have them.
enum FrameTimes {
  /// Some hundred times: steps of many sizes, repeats, jumps, and where wanted steps back.
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
