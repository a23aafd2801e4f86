/// What Chromium showed of a video; see Tests/Stack/video-page.
public struct VideoPlayback: Decodable, Sendable {
  /// A frame as shown.
  public struct Frame: Decodable, Sendable {
    /// The presentation time in microseconds.
    public var time: Int
    /// The mean colours of its squares of 16 pixels, by row: red, green and blue of each.
    var squares: [Double]

    /// The mean luma of the squares: BT.709 in limited range, as coded.
    public var luma: [Double] {
      stride(from: 0, to: squares.count, by: 3).map { place in
        let sum = 0.2126 * squares[place] + 0.7152 * squares[place + 1] + 0.0722 * squares[place + 2]
        return 16 + sum * 219 / 255
      }
    }
  }

  /// The frames shown while it played, some of which a busy machine leaves out.
  public var played: [Frame]
  /// The frame shown after each seek.
  public var sought: [Frame]
  /// The number of frames decoded while it played.
  public var decoded: Int
  /// The error of the video's element; nil if there was none.
  public var error: String?
}
