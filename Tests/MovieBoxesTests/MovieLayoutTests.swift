import Geometry
import Testing

@testable import MovieBoxes

@Suite struct MovieLayoutTests {
  private let media = Boxes.box("mdat", (0..<200).map { UInt8($0) })

  /// Writes the pieces that a muxer makes through a layout, as an output does.
  private func file(
    _ layout: inout MovieLayout, _ pieces: [(offset: Int, bytes: [UInt8])],
    amend: ([UInt8], UInt64) -> [UInt8]
  ) -> [UInt8] {
    var file: [UInt8] = []
    func write(_ bytes: [UInt8], at offset: UInt64) {
      let end = Int(offset) + bytes.count
      if end > file.count { file += Boxes.zeros(end - file.count) }
      file.replaceSubrange(Int(offset)..<end, with: bytes)
    }
    for piece in pieces {
      switch layout.step(
        head: Array(piece.bytes.prefix(8)), count: piece.bytes.count, at: UInt64(piece.offset))
      {
      case .write(let offset): write(piece.bytes, at: offset)
      case .index:
        for part in layout.place(index: amend(piece.bytes, layout.mediaShift)) {
          write(part.bytes, at: part.offset)
        }
      case .fragment(let offset): write(piece.bytes, at: offset)
      case .drop: break
      }
    }
    return file
  }

  /// A progressive file: the header of the media data first, then what it holds, then its size, then the index.
  private var progressive: [(offset: Int, bytes: [UInt8])] {
    let start = Boxes.ftyp.count
    let header = Boxes.number(8, 4) + Array("mdat".utf8)
    return [
      (0, Boxes.ftyp), (start, header), (start + 8, Array(media[8..<100])),
      (start + 100, Array(media[100...])),
      (start, Array(media[..<4])), (start + media.count, Boxes.moov),
    ]
  }

  private func types(_ file: [UInt8]) -> [String] {
    (MovieBox.list(file[...]) ?? []).map(\.type.description)
  }

  @Test(arguments: [
    (0, ["ftyp", "moov", "mdat"], true), (8, ["ftyp", "moov", "free", "mdat"], true),
    (3000, ["ftyp", "moov", "free", "mdat"], true), (1, ["ftyp", "free", "mdat", "moov"], false),
    (7, ["ftyp", "free", "mdat", "moov"], false), (-1, ["ftyp", "free", "mdat", "moov"], false),
    (-500, ["ftyp", "free", "mdat", "moov"], false),
  ])
  func `the index goes to the front where it fits`(spare: Int, expected: [String], isFirst: Bool) throws {
    let room = UInt64(Boxes.moov.count + spare)
    var layout = MovieLayout.indexFirst(room: room)
    let file = file(&layout, progressive) { index, shift in
      MovieAmendment(tracks: [:], mediaShift: shift).applied(to: index) ?? []
    }
    #expect(types(file) == expected)
    #expect(layout.isIndexFirst == isFirst)
    #expect(layout.mediaShift == room)
    let start = Boxes.ftyp.count + Int(room)
    #expect(Array(file[start..<start + media.count]) == media)
  }

  @Test func `a fragmented file grows by what its index grows`() {
    let fragment = Boxes.box("moof", Boxes.zeros(30)) + media
    let first = Boxes.ftyp.count + Boxes.moov.count
    let pieces = [
      (0, Boxes.ftyp), (Boxes.ftyp.count, Boxes.moov), (first, fragment), (first + fragment.count, fragment),
      (first + 2 * fragment.count, Boxes.box("mfra", Boxes.zeros(20))),
    ]
    var layout = MovieLayout.fragmented
    let grown = Boxes.box("moov", Array(Boxes.moov.dropFirst(8)), Boxes.box("udta", Boxes.zeros(77)))
    let file = file(&layout, pieces) { _, shift in
      #expect(shift == 0)
      return grown
    }
    #expect(file == Boxes.ftyp + grown + fragment + fragment)
    #expect(layout.isIndexFirst)
  }

  @Test func `an index in a piece with other boxes is not taken for one`() {
    var layout = MovieLayout.indexFirst(room: 100)
    let step = layout.step(head: Array(Boxes.moov.prefix(8)), count: Boxes.moov.count + 1, at: 0)
    #expect(step == .write(0))
  }
}
