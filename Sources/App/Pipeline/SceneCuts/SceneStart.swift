/// Whether a scene may begin with a frame.
enum SceneStart {
  case no
  /// The frames or their timestamps show it, in every run over the video.
  case seen
  /// Only a provided cut tells it.
  case provided
}
