import CGStreamer
import CLibAV
public import Geometry
import Glibc

/// The raw video format that all frames of an input share. Immutable.
public final class FrameFormat: @unchecked Sendable {
  // Caps with several references are immutable in GStreamer, which counts references atomically; all other
  // properties are values. `deinit` releases the caps.

  /// Width and height in pixels as coded, before rotation and pixel aspect ratio.
  public let size: FrameSize
  /// GStreamer's name of the pixel format, such as `I420` or `P010_10LE`.
  public let name: String
  /// The layout of each plane.
  public let planes: [PlaneLayout]
  /// Average frames per second as a fraction; 0/1 when the rate varies or is unknown.
  public let frameRate: (numerator: Int, denominator: Int)
  /// The caps as GStreamer serializes them.
  public let caps: String

  public var bytesPerFrame: Int {
    var info = info
    return Int(fv_info_size(&info))
  }

  /// The pixel aspect ratio that the decoder reported.
  private let decodedPixelAspectRatio: (Int32, Int32)
  let pointer: UnsafeMutablePointer<GstCaps>
  let info: GstVideoInfo

  /// The supported pixel formats: planar and semi-planar Y'CbCr, 8 to 16 bits, little-endian.
  static let supported = [
    "I420", "YV12", "NV12", "NV21", "Y42B", "NV16", "Y444", "NV24", "I420_10LE", "I422_10LE", "Y444_10LE",
    "P010_10LE", "I420_12LE", "I422_12LE", "Y444_12LE", "P012_LE", "GRAY8",
  ]

  /// Parses fixed caps of raw video. Returns nil when they are invalid or of an unsupported format.
  /// Colorimetry, frame rate and pixel aspect ratio of the container take precedence over those of the
  /// decoder.
  init?(caps decoded: UnsafeMutablePointer<GstCaps>, track: InputTrack) {
    guard let pointer = gst_caps_copy(decoded) else { return nil }
    defer { fv_caps_unref(pointer) }
    var decodedInfo = GstVideoInfo()
    guard gst_video_info_from_caps(&decodedInfo, decoded) != 0 else { return nil }
    decodedPixelAspectRatio = (decodedInfo.par_n, decodedInfo.par_d)
    Self.describe(track, in: pointer)
    var info = GstVideoInfo()
    guard gst_video_info_from_caps(&info, pointer) != 0 else { return nil }
    name = String(cString: fv_info_format_name(&info))
    guard Self.supported.contains(name) else { return nil }
    size = FrameSize(width: Int(fv_info_width(&info)), height: Int(fv_info_height(&info)))
    frameRate = (Int(fv_info_fps_n(&info)), Int(fv_info_fps_d(&info)))
    planes = (0..<fv_info_planes(&info)).map { PlaneLayout(plane: $0, of: info) }
    caps = GStreamerLibrary.take(gst_caps_to_string(pointer)) ?? ""
    self.info = info
    self.pointer = fv_caps_ref(pointer)
  }

  deinit { fv_caps_unref(pointer) }

  /// Whether decoded frames with `caps` have this size and pixel format.
  func hasSameFormat(_ caps: UnsafeMutablePointer<GstCaps>) -> Bool {
    var other = GstVideoInfo()
    var own = info
    return gst_video_info_from_caps(&other, caps) != 0 && fv_info_width(&other) == fv_info_width(&own)
      && fv_info_height(&other) == fv_info_height(&own)
      && strcmp(fv_info_format_name(&other), fv_info_format_name(&own)) == 0
  }

  /// Whether the decoder reports the same pixel aspect ratio as at the beginning.
  func hasPixelAspectRatio(of caps: UnsafeMutablePointer<GstCaps>) -> Bool {
    var other = GstVideoInfo()
    return gst_video_info_from_caps(&other, caps) == 0
      || (other.par_n == decodedPixelAspectRatio.0 && other.par_d == decodedPixelAspectRatio.1)
  }

  private static func describe(_ track: InputTrack, in caps: UnsafeMutablePointer<GstCaps>) {
    let stream = track.parameters.pointer.pointee
    var info = GstVideoInfo()
    if !track.isRGB, gst_video_info_from_caps(&info, caps) != 0 {
      ColorDescription(stream).describe(&info.colorimetry)
      if let text = gst_video_colorimetry_to_string(&info.colorimetry) {
        fv_caps_set_string(caps, "colorimetry", text)
        g_free(text)
      }
    }
    let shape = stream.sample_aspect_ratio
    if shape.num > 0, shape.den > 0 { fv_caps_set_fraction(caps, "pixel-aspect-ratio", shape.num, shape.den) }
    let rate = track.hasConstantRate ? track.frameRate : fv_av_rational(0, 1)
    fv_caps_set_fraction(caps, "framerate", rate.num, max(1, rate.den))
  }
}

extension PlaneLayout {
  fileprivate init(plane: UInt32, of source: GstVideoInfo) {
    var info = source
    let components = (0..<fv_info_components(&info)).filter {
      fv_info_plane_of(&info, $0) == Int32(plane)
    }
    let component = components.first ?? 0
    let depth = Int(fv_info_depth(&info, component))
    self.init(
      role: component == 0 ? .luma : .chroma, channels: components.count, bytesPerValue: depth > 8 ? 2 : 1,
      depth: depth, shift: Int(fv_info_shift(&info, component)),
      widthShift: Int(fv_info_width_shift(&info, component)),
      heightShift: Int(fv_info_height_shift(&info, component)),
      isFullRange: fv_info_is_full_range(&info) != 0)
  }
}
