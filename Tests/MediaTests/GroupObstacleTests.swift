import CLibAV
import FrameveilTesting
import Geometry
@testable import Media
import Testing

/// Packets that keep their group of pictures from being copied.
@Suite(.blocking) struct GroupObstacleTests {
  /// Groups of five pictures, whose parameter sets only the header has.
  private func packets() throws -> (video: InputTrack, packets: [DemuxedPacket]) {
    let path = try ClipMaker.clip(
      "obstacles.mp4",
      [
        "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=25", "-t", "1", "-c:v", "libx264", "-bf", "0", "-g",
        "5",
      ])
    let demuxer = try Demuxer(FileInput(path: path))
    let video = try #require(InputTracks(demuxer).videos.first)
    var packets: [DemuxedPacket] = []
    while let packet = try demuxer.next() { packets.append(packet) }
    return (video, packets)
  }

  /// A packet with NAL units before its own.
  private func packet(_ packet: DemuxedPacket, with units: [[UInt8]]) throws -> DemuxedPacket {
    let bytes =
      units.flatMap { unit in withUnsafeBytes(of: UInt32(unit.count).bigEndian) { Array($0) } + unit }
      + Array(packet.bytes)
    let copy = try DemuxedPacket(size: bytes.count)
    UnsafeMutableRawBufferPointer(start: copy.pointer.pointee.data, count: bytes.count).copyBytes(from: bytes)
    return copy
  }

  /// Why each of five groups cannot be copied, if NAL units are added to some packets.
  private func obstacles(
    every milliseconds: Int64 = 40, _ added: (AVCConfiguration) -> [Int: [[UInt8]]] = { _ in [:] }
  ) throws -> [CopyObstacle?] {
    let (video, packets) = try packets()
    let sets = try #require(AVCConfiguration(video.parameters.extradata))
    var splitter = try #require(GroupSplitter(video))
    var groups: [CodedGroup] = []
    for (number, source) in packets.enumerated() {
      let time = MediaTime(nanoseconds: Int64(number) * milliseconds * 1_000_000)
      let entry = PresentationTimes.Entry(pts: time, dts: time)
      let group = try #require(
        splitter.add(try packet(source, with: added(sets)[number] ?? []), entry)?.0)
      if groups.last !== group { groups.append(group) }
    }
    splitter.finish()
    return groups.map(\.obstacle)
  }

  @Test func `other parameter sets hold until a key picture brings those of the header`() throws {
    #expect(try obstacles() == [nil, nil, nil, nil, nil])
    let found = try obstacles { sets in
      let other = sets.pps.map { $0 + [0x40] }
      return [5: other, 20: sets.sps + sets.pps]
    }
    #expect(found == [nil, .parameterSets, .parameterSets, .parameterSets, nil])
  }

  @Test func `units that the standard leaves to others may tell a place`() throws {
    #expect(try obstacles { _ in [7: [[30, 1, 2, 3]]] } == [nil, .userData, nil, nil, nil])
  }

  @Test func `groups for which sound would have to wait long are not copied`() throws {
    #expect(try obstacles(every: 3000) == [nil, nil, nil, nil, nil])
    #expect(try obstacles(every: 3001).allSatisfy { $0 == .tooLong })
  }
}
