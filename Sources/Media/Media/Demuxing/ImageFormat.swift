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
    switch self {
    case .jpeg, .png:
      UserError(
        .invalidInput, name, "is a still image, not a video",
        remedy: "convert it to a video: ffmpeg -loop 1 -i IN -t 1 -pix_fmt yuv420p OUT.mp4")
    case .gif:
      UserError(
        .invalidInput, name, "is a GIF, not a video",
        remedy: "convert it to a video: ffmpeg -i IN.gif -pix_fmt yuv420p OUT.mp4")
    }
  }
}
