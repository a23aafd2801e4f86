import CGStreamer
import Core
public import Geometry

/// One video frame with its timestamp, and with its pixels if it was decoded. Immutable: pixels are changed by
/// ``FramePool`` only.
public final class Frame: @unchecked Sendable {
  // The pool writes to a buffer only while nothing else refers to the frame or to the buffer; GStreamer counts
  // references atomically, and `deinit` releases this one.

  /// The PTS, relative to the first presented frame.
  public let time: MediaTime
  /// The duration; nil where the container does not state it.
  public let duration: MediaTime?
  public let format: FrameFormat
  /// Whether the frame is damaged: the demuxer or the decoder flagged it, the decoder concealed errors, or it
  /// may be predicted from a damaged frame.
  public let isDamaged: Bool
  /// Whether the container's timestamps restart or go back at this frame, so that earlier frames belong to
  /// another recording (GStreamer's DISCONT).
  public let isDiscontinuity: Bool
  /// Its place among the coded pictures of the input; nil where none is copied.
  let coded: CodedPlace?
  private let buffer: UnsafeMutablePointer<GstBuffer>?

  /// Takes ownership of one reference to `buffer`.
  init(
    owning buffer: UnsafeMutablePointer<GstBuffer>?, time: MediaTime, duration: MediaTime?,
    format: FrameFormat,
    isDamaged: Bool, isDiscontinuity: Bool = false, coded: CodedPlace? = nil
  ) {
    self.coded = coded
    self.buffer = buffer
    self.time = time
    self.duration = duration
    self.format = format
    self.isDamaged = isDamaged
    self.isDiscontinuity = isDiscontinuity
  }

  /// A frame whose pixels nobody needs.
  public static func withoutPixels(at time: MediaTime, duration: MediaTime?, format: FrameFormat) -> Frame {
    Frame(owning: nil, time: time, duration: duration, format: format, isDamaged: false)
  }

  /// What counts as the duration of a frame whose container states none.
  public static let unknownDuration = MediaTime(nanoseconds: 1)

  deinit { if let buffer { fv_buffer_unref(buffer) } }

  /// Whether it has pixels: frames of groups that nobody needs to see have none (``MediaReader/skipGroups(where:)``).
  public var isDecoded: Bool { buffer != nil }

  /// The pixels.
  ///
  /// - Throws: `UserError` for a frame that was not decoded.
  var pixels: UnsafeMutablePointer<GstBuffer> {
    get throws {
      guard let buffer else {
        throw UserError(.internalFailure, "frame at \(time)", "is needed, but was not decoded")
      }
      return buffer
    }
  }

  /// A frame with memory of its own, outside any pool; nil without pixels or memory.
  func copied() -> Frame? {
    guard let buffer else { return nil }
    return gst_buffer_copy_deep(buffer).map {
      Frame(owning: $0, time: time, duration: duration, format: format, isDamaged: isDamaged)
    }
  }
}

/// Changes frames, in copies from a buffer pool where the decoder may still need their pixels.
public final class FramePool: @unchecked Sendable {
  // A GstBufferPool is thread-safe, and both properties are immutable. Buffers that are in use keep the pool
  // alive.

  private let format: FrameFormat
  private let pool: UnsafeMutablePointer<GstBufferPool>

  public init(format: FrameFormat) throws {
    self.format = format
    guard let pool = gst_video_buffer_pool_new() else { throw Self.failure }
    self.pool = pool
    let config = gst_buffer_pool_get_config(pool)
    gst_buffer_pool_config_set_params(config, format.pointer, UInt32(format.bytesPerFrame), 0, 0)
    guard gst_buffer_pool_set_config(pool, config) != 0,
      gst_buffer_pool_set_active(pool, 1) != 0
    else { throw Self.failure }
  }

  deinit {
    gst_buffer_pool_set_active(pool, 0)
    gst_object_unref(pool)
  }

  /// Lets `change` modify the mapped planes of `frame`.
  ///
  /// A decoder keeps a reference to the buffers of its reference frames. If nothing else refers to the frame, it is
  /// changed in place, which saves copying most frames: those that waited until the decoder had released them.
  ///
  /// - Returns: the frame, or a changed copy.
  public func changed(_ frame: consuming Frame, change: ([MutablePlane]) throws -> Void) throws -> Frame {
    var target = GstVideoFrame()
    var info = format.info
    let readWrite = GstMapFlags(rawValue: GST_MAP_READ.rawValue | GST_MAP_WRITE.rawValue)
    let isUnique = isKnownUniquelyReferenced(&frame)
    let pixels = try frame.pixels
    if isUnique, fv_buffer_is_writable(pixels) != 0,
      gst_video_frame_map(&target, &info, pixels, readWrite) != 0
    {
      defer { gst_video_frame_unmap(&target) }
      try change(planes(of: &target))
      return frame
    }
    let copy = try unfilledCopy(of: frame)
    try fill(copy, mappedTo: &target, from: frame)
    defer { gst_video_frame_unmap(&target) }
    try change(planes(of: &target))
    return copy
  }

  /// A frame from the pool with everything but the pixels of `frame`.
  private func unfilledCopy(of frame: Frame) throws -> Frame {
    let original = try frame.pixels
    var acquired: UnsafeMutablePointer<GstBuffer>?
    guard gst_buffer_pool_acquire_buffer(pool, &acquired, nil) == GST_FLOW_OK,
      let buffer = acquired
    else { throw Self.failure }
    let flagsAndTimes = GstBufferCopyFlags(
      rawValue: GST_BUFFER_COPY_FLAGS.rawValue | GST_BUFFER_COPY_TIMESTAMPS.rawValue)
    gst_buffer_copy_into(buffer, original, flagsAndTimes, 0, .max)
    fv_copy_metas(original, buffer)
    return Frame(
      owning: buffer, time: frame.time, duration: frame.duration, format: frame.format,
      isDamaged: frame.isDamaged, isDiscontinuity: frame.isDiscontinuity, coded: frame.coded)
  }

  /// Copies the pixels of `frame`, and leaves the copy mapped in `target`. Nothing is mapped after an error.
  private func fill(_ copy: Frame, mappedTo target: inout GstVideoFrame, from frame: Frame) throws {
    var info = format.info
    var source = GstVideoFrame()
    guard gst_video_frame_map(&source, &info, try frame.pixels, GST_MAP_READ) != 0 else {
      throw Self.failure
    }
    guard gst_video_frame_map(&target, &info, try copy.pixels, GST_MAP_WRITE) != 0 else {
      gst_video_frame_unmap(&source)
      throw Self.failure
    }
    let isCopied = gst_video_frame_copy(&target, &source) != 0
    gst_video_frame_unmap(&source)
    guard isCopied else {
      gst_video_frame_unmap(&target)
      throw Self.failure
    }
  }

  private func planes(of target: inout GstVideoFrame) -> [MutablePlane] {
    format.planes.enumerated().compactMap { index, layout in
      fv_frame_plane(&target, UInt32(index)).map {
        MutablePlane(
          layout: layout, base: $0, stride: Int(fv_frame_stride(&target, UInt32(index))))
      }
    }
  }

  private static var failure: UserError {
    UserError(.internalFailure, "frame", "cannot be copied", detail: "buffer allocation or mapping failed")
  }
}

extension Frame {
  /// Maps the planes for reading, without copying, for the duration of `body`.
  public func read<Result>(_ body: (MappedFrame) throws -> Result) throws -> Result {
    var info = format.info
    var mapped = GstVideoFrame()
    guard gst_video_frame_map(&mapped, &info, try pixels, GST_MAP_READ) != 0 else {
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
    switch info.colorimetry.transfer {
    case GST_VIDEO_TRANSFER_SMPTE2084: coding.referenceWhite = 0.58
    case GST_VIDEO_TRANSFER_ARIB_STD_B67: coding.referenceWhite = 0.75
    default: break
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
