import CGStreamer
import Core
public import Geometry

extension Frame {
  /// Maps the planes for reading, without copying, for the duration of `body`.
  public func read<Result>(_ body: (MappedFrame) throws -> Result) throws -> Result {
    var info = format.info
    var mapped = GstVideoFrame()
    guard gst_video_frame_map(&mapped, &info, buffer, GST_MAP_READ) != 0 else {
      throw UserError(
        .internalFailure, "frame", "cannot be mapped for reading", detail: "gst_video_frame_map failed")
    }
    defer { gst_video_frame_unmap(&mapped) }
    let planes = format.planes.enumerated().compactMap { index, layout in
      fv_frame_plane(&mapped, UInt32(index)).map {
        Plane(layout: layout, base: $0, stride: Int(fv_frame_stride(&mapped, UInt32(index))))
      }
    }
    return try body(MappedFrame(planes: planes, size: format.size, colour: format.colour))
  }
}

extension FrameFormat {
  /// Range and matrix coefficients of the frames; BT.709 where the stream does not specify them.
  public var colour: Colorimetry {
    var coding = Colorimetry(
      isFullRange: info.colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255,
      isCrFirst: ["YV12", "NV21"].contains(name))
    var (red, blue) = (0.0, 0.0)
    if gst_video_color_matrix_get_Kr_Kb(info.colorimetry.matrix, &red, &blue) != 0 {
      (coding.redWeight, coding.blueWeight) = (red, blue)
    }
    return coding
  }

  /// GStreamer's colorimetry string (range, matrix, transfer and primaries), such as `2:3:5:1`.
  var colorimetry: String {
    var colorimetry = info.colorimetry
    return GStreamerLibrary.take(gst_video_colorimetry_to_string(&colorimetry)) ?? "bt601"
  }

  /// The pixel aspect ratio as a fraction; 1/1 where the stream does not specify it.
  var pixelAspectRatio: (numerator: Int, denominator: Int) {
    info.par_n > 0 && info.par_d > 0 ? (Int(info.par_n), Int(info.par_d)) : (1, 1)
  }

  /// The pixel aspect ratio (width divided by height); 1 where the stream does not specify it.
  public var pixelAspect: Double {
    info.par_n > 0 && info.par_d > 0 ? Double(info.par_n) / Double(info.par_d) : 1
  }
}
