import CJPEG
public import Geometry
import Glibc

/// Encodes small images as JPEG, by libjpeg.
public enum JPEGEncoder {
  /// Encodes three planes of a size in pixels, one after the other: Y'CbCr in full range with the matrix coefficients
  /// of ITU-R BT.601 (JFIF 1.02, page 4), without subsampling.
  ///
  /// - Returns: the bytes of a JPEG file; nil if libjpeg refuses the size.
  public static func encode(_ planes: [UInt8], size: FrameSize) -> [UInt8]? {
    precondition(planes.count == 3 * size.width * size.height, "the planes have another size")
    var (bytes, count): (UnsafeMutablePointer<UInt8>?, UInt) = (nil, 0)
    guard fv_jpeg_encode(planes, UInt32(size.width), UInt32(size.height), quality, &bytes, &count), let bytes
    else { return nil }
    defer { free(bytes) }
    return [UInt8](UnsafeBufferPointer(start: bytes, count: Int(count)))
  }

  private static let quality: Int32 = 85
}
