import Geometry
@testable import MP4Parsing
import Testing

@Suite struct MovieScanTests {
  private let mdat = Boxes.box("mdat", Boxes.zeros(500))

  /// The result of a scan as text.
  private func layout(_ scan: MovieScan) -> String {
    switch scan {
    case .notAMovie: "not a movie"
    case .indexFirst: "index first"
    case .indexLast(let index): index == nil ? "index behind" : "index last"
    case .truncated(let box, let end, let size): "\(box) to \(end) of \(size)"
    case .noIndex: "no index"
    case .needsMore(let count): "needs \(count)"
    }
  }

  @Test func `the layout of a file is determined`() {
    let (ftyp, moov) = (Boxes.ftyp, Boxes.moov)
    #expect(layout(Boxes.scan(ftyp + moov + mdat)) == "index first")
    #expect(layout(Boxes.scan(ftyp + mdat + moov)) == "index last")
    #expect(layout(Boxes.scan(ftyp + Boxes.box("free", Boxes.zeros(40)) + moov + mdat)) == "index first")
    #expect(layout(Boxes.scan(moov + mdat)) == "index first")
    #expect(layout(Boxes.scan(Boxes.box("wide") + mdat + moov)) == "index last")
    #expect(layout(Boxes.scan(ftyp + mdat)) == "no index")
    #expect(layout(Boxes.scan(ftyp)) == "no index")
    #expect(layout(Boxes.scan(ftyp + moov + Boxes.box("moof") + mdat)) == "index first")
  }

  @Test func `a truncated file is detected by the box that exceeds its end`() {
    let whole = Boxes.ftyp + Boxes.moov + mdat
    for cut in [1, 100, 499] {
      let found = layout(Boxes.scan(whole.dropLast(cut)))
      #expect(found == "mdat to \(whole.count) of \(whole.count - cut)")
    }
    let indexLast = Boxes.ftyp + mdat + Boxes.moov
    #expect(
      layout(Boxes.scan(indexLast.dropLast(1))) == "moov to \(indexLast.count) of \(indexLast.count - 1)")
    #expect(layout(Boxes.scan(indexLast.dropLast(Boxes.moov.count))) == "no index")
  }

  @Test(arguments: [
    [], [0], Array("{\"JobStatus\":1}".utf8), Boxes.zeros(100),
    [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 74, 70, 73, 70],
    [0x1A, 0x45, 0xDF, 0xA3, 1, 0, 0, 0, 0, 0, 0, 0x23, 0x42, 0x86, 0x81, 1],
    Array("RIFF1234AVI LIST....".utf8),
    Boxes.number(4, 4) + Array("ftyp".utf8) + Boxes.zeros(8), Boxes.longBox("ftyp", size: 15),
    Boxes.longBox("ftyp", size: .max),
  ])
  func `bytes of other formats are not a movie`(bytes: [UInt8]) {
    #expect(layout(Boxes.scan(bytes)) == "not a movie")
    #expect(layout(MovieScan.prefix(bytes, isComplete: true)) == "not a movie")
  }

  @Test func `media data of many gigabytes is skipped`() {
    let size: UInt64 = 9 << 30
    let (head, moov) = (Boxes.ftyp + Boxes.longBox("mdat", size: size), Boxes.moov)
    let end = UInt64(Boxes.ftyp.count) + size
    let read = Boxes.reader([(0, head), (end, moov)], size: end + UInt64(moov.count))
    #expect(layout(MovieScan.file(size: end + UInt64(moov.count), read: read)) == "index last")
    #expect(layout(MovieScan.file(size: end - 1, read: read)) == "mdat to \(end) of \(end - 1)")
  }

  @Test func `a last box without a size extends to the end`() {
    let open = Boxes.number(0, 4) + Array("mdat".utf8) + Boxes.zeros(300)
    #expect(layout(Boxes.scan(Boxes.ftyp + Boxes.moov + open)) == "index first")
    #expect(layout(Boxes.scan(Boxes.ftyp + open)) == "no index")
  }

  @Test func `a prefix states how many bytes it needs until it suffices`() {
    let whole = Boxes.ftyp + Boxes.box("free", Boxes.zeros(24)) + Boxes.moov + mdat
    let decided = whole.count - mdat.count
    for count in 0...whole.count {
      let scan = MovieScan.prefix(Array(whole.prefix(count)), isComplete: false)
      if case .needsMore(let needed) = scan {
        #expect(needed > UInt64(count) && needed <= UInt64(decided))
        #expect(count < decided)
      } else {
        #expect(layout(scan) == "index first")
        #expect(count >= decided)
      }
    }
  }

  @Test func `a prefix that starts with media data has its index at the end`() {
    let whole = Boxes.ftyp + mdat + Boxes.moov
    #expect(
      layout(MovieScan.prefix(Array(whole.prefix(Boxes.ftyp.count + 16)), isComplete: false))
        == "index behind")
    let long = Boxes.ftyp + Boxes.longBox("mdat", size: 6 << 30)
    #expect(layout(MovieScan.prefix(long, isComplete: false)) == "index behind")
  }

  @Test func `a complete input that ends inside its index is truncated`() {
    let whole = Boxes.ftyp + Boxes.moov
    let cut = Array(whole.dropLast(10))
    #expect(layout(MovieScan.prefix(cut, isComplete: true)) == "moov to \(whole.count) of \(cut.count)")
  }

  @Test func `a complete input that ends between boxes has no index`() {
    #expect(layout(MovieScan.prefix(Boxes.ftyp, isComplete: true)) == "no index")
    #expect(
      layout(MovieScan.prefix(Boxes.ftyp + Boxes.box("free", Boxes.zeros(9)), isComplete: true)) == "no index"
    )
  }
}
