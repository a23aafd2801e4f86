import CTIFF
import Geometry

/// Decompresses the pages of a TIFF file with libtiff.
final class TIFFReader {
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  private let tiff: OpaquePointer

  /// - Parameter memory: the most that libtiff may take at once.
  init(_ file: [UInt8], memory: Int) throws {
    bytes = .allocate(capacity: file.count)
    _ = bytes.initialize(from: file)
    guard let tiff = fv_tiff_open(bytes.baseAddress, file.count, memory) else {
      bytes.deallocate()
      throw StillImage.Refusal.damaged
    }
    self.tiff = tiff
  }

  deinit {
    fv_tiff_close(tiff)
    bytes.deallocate()
  }

  /// The samples of a page, interleaved, row by row; a byte or, with more than eight bits, two in the machine's order.
  ///
  /// - Throws: `StillImage.Refusal.damaged` if data is missing or invalid.
  func raster(_ page: TIFFPage) throws -> [UInt8] {
    guard fv_tiff_select(tiff, UInt64(page.directory.offset)) else { throw StillImage.Refusal.damaged }
    var raster = [UInt8](repeating: 0, count: page.rasterSize)
    let blocks = page.blocks
    guard fv_tiff_block_count(tiff) == blocks.count else { throw StillImage.Refusal.damaged }
    for block in blocks {
      var data = [UInt8](repeating: 0, count: page.rowBytes(block) * block.stored.height)
      guard fv_tiff_read(tiff, UInt32(block.index), &data, data.count) else {
        throw StillImage.Refusal.damaged
      }
      page.unpack(data, block, into: &raster)
    }
    return raster
  }
}

extension TIFFPage {
  /// The bytes of a raster.
  var rasterSize: Int { size.width * size.height * samples * bytesPerValue }

  /// The bytes of a row of a strip or tile.
  func rowBytes(_ block: Block) -> Int { (block.stored.width * samplesTogether * bits + 7) / 8 }

  /// Takes a block's values into a raster.
  func unpack(_ data: [UInt8], _ block: Block, into raster: inout [UInt8]) {
    forEachValue(block) { stored, place in
      if bits == 16 {
        (raster[2 * place], raster[2 * place + 1]) = (data[2 * stored.index], data[2 * stored.index + 1])
      } else if bits == 8 {
        raster[place] = data[stored.index]
      } else {
        raster[place] = data[stored.bit / 8] >> (8 - bits - stored.bit % 8) & (1 << bits - 1)
      }
    }
  }

  /// A block's bytes from a raster; zero beyond the page.
  func packed(_ raster: [UInt8], _ block: Block) -> [UInt8] {
    var data = [UInt8](repeating: 0, count: rowBytes(block) * block.stored.height)
    forEachValue(block) { stored, place in
      if bits == 16 {
        (data[2 * stored.index], data[2 * stored.index + 1]) = (raster[2 * place], raster[2 * place + 1])
      } else if bits == 8 {
        data[stored.index] = raster[place]
      } else {
        data[stored.bit / 8] |= raster[place] << (8 - bits - stored.bit % 8)
      }
    }
    return data
  }

  /// Calls `body` for each value of a block inside the page: with its number and its first bit in the block, and its number
  /// in the raster.
  private func forEachValue(_ block: Block, _ body: ((index: Int, bit: Int), Int) -> Void) {
    let together = samplesTogether
    for y in 0..<block.rect.height {
      let row = ((block.rect.y + y) * size.width + block.rect.x) * samples
      for value in 0..<block.rect.width * together {
        let place = isPlanar ? value * samples + block.sample : value
        let index = y * block.stored.width * together + value
        body((index, y * 8 * rowBytes(block) + value * bits), row + place)
      }
    }
  }
}
