import CGStreamer
import CLibAV

/// Mastering display metadata (SMPTE ST 2086) and content light level (CTA-861.3) of a high-dynamic-range
/// video.
struct HDRMetadata: Sendable {
  /// The stream side data as libavcodec stores it, by kind.
  var sideData: [(kind: AVPacketSideDataType, bytes: [UInt8])] = []

  /// Uses the container's side data, or else the caps of the decoded frames.
  init(_ track: InputTrack, decoded caps: UnsafeMutablePointer<GstCaps>?) {
    let kinds = [AV_PKT_DATA_MASTERING_DISPLAY_METADATA, AV_PKT_DATA_CONTENT_LIGHT_LEVEL]
    sideData = track.sideData.filter { kinds.contains($0.kind) }
    guard sideData.isEmpty, let caps else { return }
    addDisplay(caps)
    addLightLevel(caps)
  }

  private mutating func addDisplay(_ caps: UnsafeMutablePointer<GstCaps>) {
    var info = GstVideoMasteringDisplayInfo()
    guard gst_video_mastering_display_info_from_caps(&info, caps) != 0,
      let display = av_mastering_display_metadata_alloc()
    else { return }
    defer { av_free(display) }
    let primaries = [info.display_primaries.0, info.display_primaries.1, info.display_primaries.2]
    let chromaticity = { (value: UInt16) in fv_av_rational(Int32(value), 50_000) }
    display.pointee.display_primaries.0 = (chromaticity(primaries[0].x), chromaticity(primaries[0].y))
    display.pointee.display_primaries.1 = (chromaticity(primaries[1].x), chromaticity(primaries[1].y))
    display.pointee.display_primaries.2 = (chromaticity(primaries[2].x), chromaticity(primaries[2].y))
    display.pointee.white_point = (chromaticity(info.white_point.x), chromaticity(info.white_point.y))
    display.pointee.max_luminance = fv_av_rational(
      Int32(clamping: info.max_display_mastering_luminance), 10_000)
    display.pointee.min_luminance = fv_av_rational(
      Int32(clamping: info.min_display_mastering_luminance), 10_000)
    display.pointee.has_primaries = 1
    display.pointee.has_luminance = 1
    sideData.append(
      (
        AV_PKT_DATA_MASTERING_DISPLAY_METADATA,
        Array(UnsafeRawBufferPointer(start: display, count: MemoryLayout<AVMasteringDisplayMetadata>.size))
      ))
  }

  private mutating func addLightLevel(_ caps: UnsafeMutablePointer<GstCaps>) {
    var light = GstVideoContentLightLevel()
    guard gst_video_content_light_level_from_caps(&light, caps) != 0 else { return }
    var level = AVContentLightMetadata()
    level.MaxCLL = UInt32(light.max_content_light_level)
    level.MaxFALL = UInt32(light.max_frame_average_light_level)
    sideData.append((AV_PKT_DATA_CONTENT_LIGHT_LEVEL, withUnsafeBytes(of: &level) { Array($0) }))
  }
}
