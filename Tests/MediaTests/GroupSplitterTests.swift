import FrameveilTesting
import Geometry
@testable import Media
import Testing

/// The packets of a video are divided into closed groups of pictures.
@Suite(.blocking) struct GroupSplitterTests {
  /// Ways of coding, with the container.
  static let codings: [(name: String, options: [String])] = [
    ("consecutive.mp4", ["-bf", "0"]),
    ("pyramid.mp4", ["-bf", "3", "-x264-params", "b-pyramid=normal:scenecut=0"]),
    ("reordered.mkv", ["-bf", "2", "-x264-params", "scenecut=0"]), ("reordered.ts", ["-bf", "2"]),
  ]

  @Test(arguments: codings)
  func `each group is whole, begins with a key picture and has its frames in both orders`(
    name: String, options: [String]
  ) async throws {
    let clip = try await CodedClip("groups-\(name)", options)
    try #require(clip.frames.count == 50 && clip.groups.count == 5)
    for (number, group) in clip.groups.enumerated() {
      let frames = clip.frames[number * 10..<number * 10 + 10]
      #expect(frames.allSatisfy { $0.coded?.group === group })
      #expect(group.isWhole && group.obstacle == nil && group.reason == .redacted)
      let pictures = group.pictures
      #expect(pictures.map(\.packet.isKey) == [true] + Array(repeating: false, count: 9))
      #expect(Set(frames.compactMap(\.coded?.index)) == Set(0..<10))
      // The places lead from display order to the packets' own timestamps.
      let shown = frames.compactMap { frame in frame.coded.map { pictures[$0.index].pts } }
      #expect(shown == pictures.map(\.pts).sorted())
      #expect(zip(pictures, pictures.dropFirst()).allSatisfy { $0.dts < $1.dts })
      #expect(pictures.allSatisfy { $0.dts <= $0.pts })
    }
  }

  @Test func `each frame gets a decoding time that is not later, in order`() async throws {
    let clip = try await CodedClip("groups-reordered.ts", ["-bf", "2"])
    let times = clip.frames.compactMap { frame in frame.coded.map { ($0.decodingTime, frame.time) } }
    try #require(times.count == 50)
    #expect(times.allSatisfy { $0.0 <= $0.1 })
    #expect(zip(times, times.dropFirst()).allSatisfy { $0.0 < $1.0 })
  }

  @Test(
    arguments: [
      ("open.mp4", ["-bf", "2", "-x264-params", "open-gop=1:scenecut=0"], CopyObstacle.open),
      ("fields.ts", ["-bf", "0", "-flags", "+ilme+ildct"], nil),
    ] as [(String, [String], CopyObstacle?)])
  func `what keeps a group from being copied is known`(
    name: String, options: [String], obstacle: CopyObstacle?
  ) async throws {
    let clip = try await CodedClip("groups-\(name)", options)
    let group = try #require(clip.groups.first)
    #expect((obstacle == nil) == (group.reason == .redacted))
    if let obstacle { #expect(group.reason == obstacle) }
  }

  @Test func `user data in units of its own is noted`() async throws {
    let plain = try CodedClip.path("groups-plain.mp4", ["-bf", "0"])
    let marked = try ClipMaker.clip(
      "groups-marked.mp4",
      [
        "-i", plain, "-c", "copy", "-bsf:v",
        "h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+x",
      ])
    let clip = try await CodedClip(marked)
    #expect(clip.groups.allSatisfy { $0.obstacle == nil && $0.pictures.contains(where: \.hasUserData) })
    #expect(try await !CodedClip(plain).groups.contains { $0.pictures.contains(where: \.hasUserData) })
  }

  @Test func `an obstacle stays, and a released group keeps nothing`() throws {
    let group = CodedGroup()
    func picture(_ size: Int) throws -> CodedGroup.Picture {
      .init(packet: try DemuxedPacket(size: size), pts: .zero, dts: .zero)
    }
    #expect(try [group.add(picture(1)), group.add(picture(1))] == [0, 1])
    #expect(group.pictures.count == 2 && group.obstacle == nil && !group.isWhole)
    try #expect(group.add(picture(17 << 20)) == 2)
    #expect(group.obstacle == .tooLong)
    group.obstacle = .damage
    #expect(group.obstacle == .tooLong && group.reason == .tooLong)
    group.release()
    _ = try group.add(picture(1))
    #expect(group.pictures.isEmpty)
  }

  @Test func `frames get the decoding times of their group, and those of missing frames are dropped`() {
    let (first, second) = (CodedGroup(), CodedGroup())
    var times = DecodingTimes()
    for (time, group) in [first, first, first, second, second].enumerated() {
      times.add(MediaTime(nanoseconds: Int64(time)), of: group)
    }
    let groups = [first, first, second, second, second, first]
    #expect(groups.map { times.take(for: $0)?.nanoseconds } == [0, 1, 3, 4, nil, nil])
  }
}
