import CGStreamer
import Core

/// Maps errors of GStreamer elements to errors for the user.
extension UserError {
  /// An error of the decoding pipeline.
  init(reading name: String, _ failure: BusWatcher.Failure, missing: [String]) {
    if !missing.isEmpty {
      self.init(missing: missing, for: name)
      return
    }
    let detail = "\(failure.factory): \(failure.message)"
    switch (failure.domain, failure.code) {
    case (.resource, Int32(GST_RESOURCE_ERROR_NOT_FOUND.rawValue)):
      self.init(.noInput, name, "there is no such file", detail: detail)
    case (.resource, _): self.init(.inputOutput, name, "cannot be read", detail: detail)
    case (.core, Int32(GST_CORE_ERROR_MISSING_PLUGIN.rawValue)),
      (.stream, Int32(GST_STREAM_ERROR_CODEC_NOT_FOUND.rawValue)):
      self.init(missing: [failure.message], for: name)
    case (.stream, Int32(GST_STREAM_ERROR_TYPE_NOT_FOUND.rawValue)),
      (.stream, Int32(GST_STREAM_ERROR_WRONG_TYPE.rawValue)):
      self.init(.invalidInput, name, "is not a video in a known format", detail: detail)
    case (.stream, _): self.init(.invalidInput, name, "is damaged or not a video", detail: detail)
    case (.library, _):
      self.init(
        .invalidInput, name, "cannot be decoded: it is damaged, or the decoder does not support this variant",
        remedy: "repair or convert it first: ffmpeg -i IN -c:v libx264 -crf 12 -c:a copy OUT.mkv",
        detail: detail)
    default: self.init(.internalFailure, name, "cannot be decoded", detail: detail)
    }
  }

  /// The input requires a plugin that is not installed.
  init(missing: [String], for name: String) {
    self.init(
      .configuration, name,
      "needs a GStreamer plugin that is not installed: \(missing.joined(separator: ", "))",
      remedy: "install gstreamer1.0-libav and the packages gstreamer1.0-plugins-base, -good, -bad and -ugly")
  }

  /// An error of the encoding pipeline.
  init(writing name: String, _ failure: BusWatcher.Failure) {
    let detail = "\(failure.factory): \(failure.message)"
    switch (failure.domain, failure.code) {
    case (.resource, Int32(GST_RESOURCE_ERROR_NO_SPACE_LEFT.rawValue)):
      self.init(
        .inputOutput, name, "no space left on device (ENOSPC)", remedy: "free disk space and run again",
        detail: detail)
    case (.resource, _): self.init(.inputOutput, name, "cannot be written", detail: detail)
    case (.core, Int32(GST_CORE_ERROR_NEGOTIATION.rawValue)),
      (.stream, Int32(GST_STREAM_ERROR_FORMAT.rawValue)):
      self.init(
        .configuration, name, "the profile's elements do not accept this video format",
        remedy: "try another --profile",
        detail: detail + " " + failure.detail)
    default:
      self.init(
        .internalFailure, name, "encoding failed in \(failure.factory)",
        detail: failure.message + " " + failure.detail)
    }
  }
}
