import Geometry
import Testing

@testable import MovieBoxes

@Suite struct FragmentTallyTests {
  private static func trun(_ samples: UInt64) -> [UInt8] {
    Boxes.box("trun", Boxes.number(0, 4) + Boxes.number(samples, 4))
  }

  private static func traf(_ track: UInt64, time: UInt64, _ samples: UInt64...) -> [UInt8] {
    let header = Boxes.box("tfhd", Boxes.number(0, 4) + Boxes.number(track, 4))
    let tfdt = Boxes.box("tfdt", Boxes.number(0, 4) + Boxes.number(time, 4))
    return Boxes.box("traf", header, tfdt, samples.flatMap(trun))
  }

  private static let moof = Boxes.box("moof", traf(1, time: 10, 3, 4), traf(2, time: 0, 9))

  @Test(arguments: [1, 3, 7, 16, 64, 1000])
  func `samples are counted as a file goes by, in pieces of any size`(piece: Int) {
    let file = Boxes.ftyp + Self.moof + Boxes.box("mdat", Boxes.zeros(200)) + Boxes.box("free") + Self.moof
    var tally = FragmentTally()
    for start in stride(from: 0, to: file.count, by: piece) {
      tally.follow(Array(file[start..<min(file.count, start + piece)]))
    }
    #expect(tally.samples == [1: 14, 2: 18])
  }
}
