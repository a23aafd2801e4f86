import CGStreamer
import Core
public import Geometry

/// Encodes thumbnails as JPEG with `gst_video_convert_sample`, on a dedicated thread since that call blocks.
public actor JPEGEncoder {
  private let executor = ThreadExecutor(name: "jpeg")

  /// The executor of the dedicated thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  public init() throws { try GStreamerLibrary.start() }

  /// Encodes three planes of this size, Y'CbCr in full range with the matrix coefficients of ITU-R BT.601.
  /// The width must be a multiple of four.
  ///
  /// - Returns: the bytes of a JPEG file.
  public func encode(_ planes: [UInt8], size: FrameSize) throws -> [UInt8] {
    let description =
      "video/x-raw,format=Y444,colorimetry=1:4:0:0,width=\(size.width),height=\(size.height),framerate=1/1"
    guard let from = gst_caps_from_string(description), let to = gst_caps_from_string("image/jpeg"),
      let buffer = gst_buffer_new_allocate(nil, gsize(planes.count), nil)
    else { throw Self.failure("out of memory") }
    defer { for caps in [from, to] { fv_caps_unref(caps) } }
    defer { fv_buffer_unref(buffer) }
    _ = planes.withUnsafeBytes { gst_buffer_fill(buffer, 0, $0.baseAddress, gsize($0.count)) }
    guard let sample = gst_sample_new(buffer, from, nil, nil) else {
      throw Self.failure("gst_sample_new failed")
    }
    defer { fv_sample_unref(sample) }
    var error: UnsafeMutablePointer<GError>?
    guard let encoded = gst_video_convert_sample(sample, to, Self.timeout, &error) else {
      throw Self.failure(GStreamerLibrary.takeMessage(&error) ?? "gst_video_convert_sample failed")
    }
    defer { fv_sample_unref(encoded) }
    guard let result = gst_sample_get_buffer(encoded) else {
      throw Self.failure("the encoded sample has no buffer")
    }
    let count = Int(gst_buffer_get_size(result))
    return [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
      filled = Int(gst_buffer_extract(result, 0, bytes.baseAddress, gsize(count)))
    }
  }

  /// In nanoseconds. Encoding a thumbnail takes milliseconds.
  private static let timeout: GstClockTime = 30_000_000_000

  private static func failure(_ detail: String) -> UserError {
    UserError(
      .configuration, "thumbnail", "cannot be encoded as JPEG",
      remedy: "install gstreamer1.0-plugins-good, which provides jpegenc", detail: detail)
  }
}
