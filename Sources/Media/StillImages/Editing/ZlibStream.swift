import CZlib

/// Compressed data in parts (RFC 1950).
enum ZlibStream {
  /// Decompresses a stream of which the parts are somewhere in a file. The output is counted and discarded.
  ///
  /// - Returns: the bytes that the stream has; what follows it is not part of it. Nil if it is damaged, or decompresses to
  ///   another number of bytes.
  static func length(of parts: [Range<Int>], in file: [UInt8], unpacked: Int) -> Int? {
    var block = [UInt8](repeating: 0, count: 1 << 16)
    var count = 0
    let used = inflated(parts.map { file[$0] }) { stream in
      block.withUnsafeMutableBufferPointer { block in
        stream.next_out = block.baseAddress
        stream.avail_out = UInt32(block.count)
        let status = inflate(&stream, Z_NO_FLUSH)
        count += block.count - Int(stream.avail_out)
        return count <= unpacked ? status : Z_DATA_ERROR
      }
    }
    return count == unpacked ? used : nil
  }

  /// Decompresses a stream; nil if it is damaged, or decompresses to more bytes than allowed.
  static func unpacked(_ packed: ArraySlice<UInt8>, atMost limit: Int) -> [UInt8]? {
    var (plain, block) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
    let used = inflated([packed]) { stream in
      let (status, count) = block.withUnsafeMutableBufferPointer { block in
        stream.next_out = block.baseAddress
        stream.avail_out = UInt32(block.count)
        return (inflate(&stream, Z_NO_FLUSH), block.count - Int(stream.avail_out))
      }
      plain += block[..<count]
      return plain.count <= limit ? status : Z_DATA_ERROR
    }
    return used == nil ? nil : plain
  }

  /// Compresses bytes; nil if memory does not suffice.
  static func packed(_ plain: [UInt8], fast: Bool = false) -> [UInt8]? {
    var length = compressBound(UInt(plain.count))
    var packed = [UInt8](repeating: 0, count: Int(length))
    guard
      compress2(&packed, &length, plain, UInt(plain.count), fast ? Z_BEST_SPEED : Z_DEFAULT_COMPRESSION)
        == Z_OK
    else { return nil }
    return Array(packed.prefix(Int(length)))
  }

  /// Calls `step`, which provides room and calls `inflate`, until the stream ends.
  ///
  /// - Returns: the bytes of input that were used; nil if the stream does not end.
  private static func inflated(_ parts: [ArraySlice<UInt8>], _ step: (inout z_stream) -> Int32) -> Int? {
    var stream = z_stream()
    guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    var status = Z_OK
    for part in parts where status == Z_OK {
      var input = Array(part)
      input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        repeat { status = step(&stream) } while status == Z_OK && stream.avail_out == 0
        // inflate() has consumed all input of this part and needs the next.
        if status == Z_BUF_ERROR, stream.avail_in == 0 { status = Z_OK }
      }
    }
    return status == Z_STREAM_END ? Int(stream.total_in) : nil
  }
}
