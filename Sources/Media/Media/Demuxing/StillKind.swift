import Core

/// Pictures that stand still, or that stand in for videos, by libavformat's name of their container.
enum StillKind {
  case jpeg, png, gif

  init?(_ format: String) {
    switch format {
    case "jpeg_pipe", "mjpeg", "image2": self = .jpeg
    case "png_pipe": self = .png
    case "gif": self = .gif
    default: return nil
    }
  }

  /// Why a video's name cannot stand for it.
  func refusal(_ name: String) -> UserError {
    switch self {
    case .jpeg, .png:
      UserError(
        .invalidInput, name, "is a still picture, not a video",
        remedy: "make a video of it: ffmpeg -loop 1 -i IN -t 1 -pix_fmt yuv420p OUT.mp4")
    case .gif:
      UserError(
        .invalidInput, name, "is a GIF, not a video",
        remedy: "make a video of it: ffmpeg -i IN.gif -pix_fmt yuv420p OUT.mp4")
    }
  }
}
