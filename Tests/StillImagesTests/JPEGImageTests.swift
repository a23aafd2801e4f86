import FrameveilTesting
import Geometry
import StillImages
import Testing

/// JPEG files that are changed in a part, as libjpeg 6b and Pillow see them.
@Suite(.blocking) struct JPEGImageTests {
  private struct Comparison: Decodable {
    /// The changed blocks of each component inside and outside the MCUs that the part touches.
    var inside: [Int]
    var outside: [Int]
    /// What of the structure differs.
    var changed: [String]
  }

  /// Changes a rectangle of a file and returns the new file.
  private func changed(_ file: [UInt8], _ part: PixelRect) throws -> [UInt8] {
    let image = try EditableImages.open(file)
    try image.edit(frame: 0, in: [part]) { $0.fill(part, with: [1, 0.5, 0.5]) }
    return try image.encoded()
  }

  @Test(arguments: [(157, 93), (16, 16), (9, 40), (1, 1)])
  func `only blocks of touched MCUs change, in every variant`(width: Int, height: Int) throws {
    let folder = try TemporaryFolder()
    try ImageJudges.run("jpeg.py", ["make", folder.path, "\(width)", "\(height)"])
    let names = folder.names
    #expect(names.count == 16)
    let part = PixelRect(x: width / 3, y: height / 4, width: max(1, width / 5), height: max(1, height / 3))
    for name in names {
      try folder.write("changed-\(name)", try changed(folder.contents(name), part))
    }
    let all = try comparisons(in: folder, part)
    #expect(all.count == names.count)
    for (name, comparison) in all {
      #expect(comparison.outside.allSatisfy { $0 == 0 }, "\(name)")
      #expect(comparison.inside.allSatisfy { $0 > 0 }, "\(name)")
      #expect(comparison.changed == [], "\(name)")
    }
  }

  private func comparisons(in folder: TemporaryFolder, _ part: PixelRect) throws -> [String: Comparison] {
    try ImageJudges.read(
      [String: Comparison].self, "jpeg.py",
      ["compare", folder.path] + [part.x, part.y, part.maxX, part.maxY].map { "\($0)" })
  }

  @Test func `an image that is not changed keeps every coefficient and its size`() throws {
    let folder = try TemporaryFolder()
    try ImageJudges.run("jpeg.py", ["make", folder.path, "64", "48"])
    let whole = PixelRect(x: 0, y: 0, width: 64, height: 48)
    for name in folder.names {
      let image = try EditableImages.open(folder.contents(name))
      try image.edit(frame: 0, in: [whole]) { _ in }
      try folder.write("changed-\(name)", try image.encoded())
    }
    for (name, comparison) in try comparisons(in: folder, whole) {
      #expect((comparison.inside + comparison.outside).allSatisfy { $0 == 0 }, "\(name)")
      #expect(comparison.changed == [], "\(name)")
    }
  }

  @Test func `samples are those of other decoders`() throws {
    let folder = try TemporaryFolder()
    try ImageJudges.run("jpeg.py", ["make", folder.path, "61", "43"])
    for (name, format) in [("420", "yuvj420p"), ("422", "yuvj422p"), ("440", "yuvj440p"), ("grey", "gray")] {
      let path = folder("\(name).jpg")
      let decoded = try Program([
        "ffmpeg", "-v", "error", "-i", path, "-pix_fmt", format, "-f", "rawvideo", "-",
      ]).runTool()
      let own = try EditableImages.open(folder.contents("\(name).jpg")).read(frame: 0) { $0.values }
      #expect(own.count == decoded.count, "\(name)")
      let far = zip(own, decoded).map { abs(Int($0) - Int($1)) }.max() ?? 0
      #expect(far <= 2, "\(name)")
    }
  }

  @Test func `arithmetic coding stays`() throws {
    let file = TestImages.arithmetic
    let result = try changed(file, PixelRect(x: 8, y: 8, width: 4, height: 4))
    #expect(TestImages.frameHeader(result).map { result[$0 + 1] } == 0xC9)
    let (before, after) = (try values(of: file), try values(of: result))
    #expect(before != after)
    #expect(before.suffix(200) == after.suffix(200))
  }

  private func values(of file: [UInt8]) throws -> [UInt8] {
    try EditableImages.open(file).read(frame: 0) { $0.values }
  }

  @Test func `what an edge block hides beyond the image is gone, too`() throws {
    let folder = try TemporaryFolder()
    try ImageJudges.run("jpeg.py", ["make", folder.path, "20", "20"])
    let result = try changed(folder.contents("444.jpg"), PixelRect(x: 16, y: 0, width: 4, height: 20))
    // A header that states a larger image shows the samples beyond the edge.
    var larger = result
    let place = try #require(TestImages.frameHeader(result))
    (larger[place + 6], larger[place + 8]) = (24, 24)
    let shown = try EditableImages.open(larger).read(frame: 0) { frame in
      (0..<20).flatMap { row in
        (16..<24).map {
          frame.planes[0].base.load(fromByteOffset: row * frame.planes[0].stride + $0, as: UInt8.self)
        }
      }
    }
    #expect(shown.allSatisfy { $0 > 235 })
  }

  @Test(arguments: [
    ("cmyk", "CMYK"), ("rgb", "RGB"), ("lossless", "lossless"), ("hierarchical", "hierarchical"),
    ("deep", "12 bits"),
  ])
  func `a variant that is not supported is refused by name`(kind: String, word: String) throws {
    let folder = try TemporaryFolder()
    var file = try TestImages.made("variant.jpg", "40x30", ["-pix_fmt", "yuvj444p"])
    let place = try #require(TestImages.frameHeader(file))
    switch kind {
    case "lossless": file[place + 1] = 0xC3
    case "hierarchical": file[place + 1] = 0xC5
    case "deep": file[place + 4] = 12
    default:
      try ImageJudges.run("jpeg.py", [kind, folder("a.jpg")])
      file = try folder.contents("a.jpg")
    }
    #expect {
      try EditableImages.open(file)
    } throws: { error in
      (error as? ImageError)?.message.contains(word) ?? false
    }
  }

  @Test func `damaged and cut-off files are refused and never crash`() throws {
    let folder = try TemporaryFolder()
    try ImageJudges.run("jpeg.py", ["make", folder.path, "64", "48"])
    var chance = SplitMix(seed: 5)
    for name in ["420.jpg", "progressive420.jpg", "restart-blocks.jpg"] {
      let file = try folder.contents(name)
      for cut in stride(from: 3, to: file.count - 2, by: 37) {
        #expect(throws: StillImage.Refusal.damaged, "\(name) \(cut)") {
          try EditableImages.open(Array(file[..<cut]))
        }
      }
      for _ in 0..<300 {
        var mutated = file
        for _ in 0..<3 {
          mutated[Int(chance.next() % UInt64(file.count))] = UInt8(truncatingIfNeeded: chance.next())
        }
        guard let image = try? EditableImages.open(mutated) else { continue }
        try? image.edit(frame: 0, in: [PixelRect(x: 0, y: 0, width: 9, height: 9)]) {
          $0.fill(PixelRect(x: 0, y: 0, width: 9, height: 9), luma: 0)
        }
        _ = try? image.encoded()
      }
    }
  }

  @Test func `a size beyond the limit is refused`() throws {
    let file = try TestImages.made("limited.jpg", "40x30", [])
    #expect(throws: StillImage.Refusal.tooLarge(FrameSize(width: 40, height: 30))) {
      try EditableImages.open(file, within: FrameLimits(side: 100, pixels: 1199))
    }
  }
}
