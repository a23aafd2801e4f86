import AWS
import FrameveilTesting
import Testing
@testable import S3

/// The parts of an object that a store puts together from other objects.
@Suite struct AssemblyPartsTests {
  private static let mebibyte: UInt64 = 1 << 20
  /// S3's limits (Amazon S3 User Guide, "Amazon S3 multipart upload limits").
  private static let (least, most): (UInt64, UInt64) = (5 * mebibyte, 5120 * mebibyte)

  private static func object(_ name: String, _ size: UInt64) -> PinnedObject {
    PinnedObject(ObjectReference(bucket: "pieces", key: name), etag: "\"\(name)\"", size: size)
  }

  private static func whole(_ name: String, _ size: UInt64) -> ObjectSegment {
    .range(0..<size, of: object(name, size))
  }

  /// What an object consists of: bytes, and ranges of objects, adjacent ones joined.
  private struct Content: Equatable {
    var bytes: [UInt8] = []
    var runs: [Run] = []
    struct Run: Equatable {
      var key: String
      var range: Range<UInt64>
    }

    init(_ segments: [ObjectSegment]) {
      for segment in segments {
        switch segment {
        case .bytes(let more):
          bytes += more
          add(Run(key: "", range: UInt64(bytes.count - more.count)..<UInt64(bytes.count)))
        case .range(let range, let object): add(Run(key: object.location.key, range: range))
        }
      }
    }

    private mutating func add(_ run: Run) {
      guard !run.range.isEmpty else { return }
      if let last = runs.last, last.key == run.key, last.range.upperBound == run.range.lowerBound {
        runs[runs.count - 1].range = last.range.lowerBound..<run.range.upperBound
      } else {
        runs.append(run)
      }
    }
  }

  private static func segments(_ part: AssemblyParts.Part) -> [ObjectSegment] {
    switch part {
    case .copied(let range, let object): [.range(range, of: object)]
    case .sent(let segments): segments
    }
  }

  @Test(arguments: UInt64(0)..<40) func `parts are what S3 takes, and make up all segments`(seed: UInt64) {
    var chance = SplitMix(seed: seed)
    let sizes = [
      0, 1, 1000, 3 * Self.mebibyte, Self.least - 1, Self.least, 9 * Self.mebibyte, 3 << 30, 12 << 30,
    ]
    var segments = [
      ObjectSegment.bytes([UInt8](repeating: 7, count: Int.random(in: 0...20 << 20, using: &chance)))
    ]
    for number in 0..<Int.random(in: 0...40, using: &chance) {
      segments.append(Self.whole("\(number)", sizes.randomElement(using: &chance) ?? 0))
    }
    segments.append(.bytes([UInt8](repeating: 9, count: Int.random(in: 0...100, using: &chance))))
    let parts = AssemblyParts(segments).parts
    #expect(Content(parts.flatMap(Self.segments)) == Content(segments))
    for part in parts.dropLast() {
      #expect(Self.segments(part).reduce(0) { $0 + $1.size } >= Self.least)
    }
    for part in parts {
      let size = Self.segments(part).reduce(0) { $0 + $1.size }
      #expect(size > 0 && size <= Self.most)
      if case .sent = part { #expect(size < 2 * 8 * Self.mebibyte) }
    }
  }

  @Test func `only what makes a part large enough is read`() {
    let segments = [.bytes([1, 2, 3]), Self.whole("a", 100 << 20), Self.whole("b", 100 << 20)]
    let start = Self.least - 3
    let (a, b) = (Self.object("a", 100 << 20), Self.object("b", 100 << 20))
    #expect(
      AssemblyParts(segments).parts == [
        .sent([.bytes([1, 2, 3]), .range(0..<start, of: a)]), .copied(start..<100 << 20, of: a),
        .copied(0..<100 << 20, of: b),
      ])
  }

  @Test func `nothing is read behind a head of its own parts`() {
    let head = [UInt8](repeating: 0, count: 20 << 20)
    let parts = AssemblyParts([.bytes(head), Self.whole("a", 6 << 20), .bytes([1])]).parts
    #expect(parts.last == .sent([.bytes([1])]))
    #expect(parts.dropLast().last == .copied(0..<6 << 20, of: Self.object("a", 6 << 20)))
    for part in parts.dropLast(2) {
      #expect(Self.segments(part).allSatisfy { if case .bytes = $0 { true } else { false } })
    }
  }

  @Test func `the name of a source is encoded`() {
    let object = PinnedObject(
      ObjectReference(bucket: "b", key: "/Über +1/?%", version: "v=1"), etag: "\"e\"", size: 1)
    #expect(object.copySource == "b//%C3%9Cber%20%2B1/%3F%25?versionId=v%3D1")
  }
}
