import Core

/// Image formats, by libavformat's name of the demuxer.
enum ImageFormat {
  case jpeg, png, gif

  init?(_ format: String) {
    switch format {
    case "jpeg_pipe", "mjpeg", "image2": self = .jpeg
    case "png_pipe": self = .png
    case "gif": self = .gif
    default: return nil
    }
  }

  /// The error for an image where a video is expected.
  func refusal(_ name: String) -> UserError {
    let what = self == .gif ? "a GIF" : "a still image"
    return UserError(
      .invalidInput, name, "is \(what), not a video",
      remedy: "name an OUTPUT with the extension of the input, which makes 'blur' process it as an image")
  }
}
