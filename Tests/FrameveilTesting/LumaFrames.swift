import Glibc

/// The luma planes of a video's frames as decoded and rotated by ffmpeg, in order.
public final class LumaFrames {
  public let width: Int
  public let height: Int
  private let pipe: Pipe
  private let child: Child
  private var values: [UInt8]

  /// Starts decoding. Luma values are not converted to another range.
  public convenience init(_ path: String) throws {
    let size = try MediaProbe.video(path, ["width", "height"])
    let isRotated = (Int(size["rotation"] ?? "") ?? 0) % 180 != 0
    guard let columns = size["width"].flatMap({ Int($0) }), let rows = size["height"].flatMap({ Int($0) })
    else {
      throw TestingError("\(path) has no video stream")
    }
    try self.init(path, width: isRotated ? rows : columns, height: isRotated ? columns : rows)
  }

  /// Starts decoding a video whose displayed size is known, without asking ffprobe for it.
  public init(_ path: String, width: Int, height: Int) throws {
    (self.width, self.height) = (width, height)
    values = [UInt8](repeating: 0, count: width * height)
    pipe = try Pipe()
    let words = ["ffmpeg", "-v", "error", "-nostdin", "-i", path, "-map", "0:v:0", "-vf", "extractplanes=y"]
    child = try Program(words + ["-vsync", "passthrough", "-pix_fmt", "gray", "-f", "rawvideo", "-"])
      .spawn(reading: 0, pipe.writingEnd, 2)
    pipe.closeWritingEnd()
  }

  deinit {
    child.send(SIGKILL)
    _ = child.wait()
  }

  /// Passes the next frame's luma plane to `body`; nil at the end.
  public func next<Result>(_ body: (Luma) throws -> Result) rethrows -> Result? {
    guard values.withUnsafeMutableBytes({ pipe.fill($0) }) else { return nil }
    return try values.withUnsafeBufferPointer { try body(Luma(width: width, height: height, values: $0)) }
  }
}

/// The luma planes of a short video, decoded once, for a video with which several outputs are compared.
public struct DecodedLuma: Sendable {
  private let width: Int
  private let height: Int
  private let frames: [[UInt8]]

  public init(_ path: String) throws {
    let video = try LumaFrames(path)
    (width, height) = (video.width, video.height)
    var frames: [[UInt8]] = []
    while let values = video.next({ Array($0.values) }) { frames.append(values) }
    self.frames = frames
  }

  /// The number of frames.
  public var count: Int { frames.count }

  /// Passes a frame's luma plane to `body`.
  public func read<Result>(_ frame: Int, _ body: (Luma) throws -> Result) rethrows -> Result {
    try frames[frame].withUnsafeBufferPointer { try body(Luma(width: width, height: height, values: $0)) }
  }
}

/// The luma plane of a frame, valid within the closure that receives it.
public struct Luma {
  public let width: Int
  public let height: Int
  /// Row by row, without padding.
  public let values: UnsafeBufferPointer<UInt8>

  /// The fraction of a rectangle's values that satisfy a condition; 1 for an empty rectangle.
  public func share(x: Range<Int>, y: Range<Int>, of isCounted: (UInt8) -> Bool) -> Double {
    var count = 0
    for row in y {
      for column in x where isCounted(values[row * width + column]) { count += 1 }
    }
    return x.isEmpty || y.isEmpty ? 1 : Double(count) / Double(x.count * y.count)
  }

  /// The sharpness of a rectangle: the variance of its Laplacian.
  public func detail(x: Range<Int>, y: Range<Int>) -> Double {
    var (sum, squares, count) = (0.0, 0.0, 0.0)
    for row in max(1, y.lowerBound)..<max(1, min(height - 1, y.upperBound)) {
      for column in max(1, x.lowerBound)..<max(1, min(width - 1, x.upperBound)) {
        let at = row * width + column
        let around =
          Int(values[at - 1]) + Int(values[at + 1]) + Int(values[at - width]) + Int(values[at + width])
        let value = Double(around - 4 * Int(values[at]))
        sum += value
        squares += value * value
        count += 1
      }
    }
    guard count > 0 else { return 0 }
    return squares / count - (sum / count) * (sum / count)
  }

  /// The means of the squares of a size, by row; what is left over at the right and bottom counts to none.
  public func means(ofSquares size: Int) -> [Double] {
    (0..<height / size).flatMap { row in
      (0..<width / size).map { column in
        var sum = 0
        for y in row * size..<(row + 1) * size {
          for x in column * size..<(column + 1) * size { sum += Int(values[y * width + x]) }
        }
        return Double(sum) / Double(size * size)
      }
    }
  }

  /// The mean squared error of a rectangle of two frames.
  public func meanSquaredDifference(_ other: Luma, x: Range<Int>, y: Range<Int>) -> Double {
    var sum = 0
    for row in y {
      for column in x {
        let difference = Int(values[row * width + column]) - Int(other.values[row * width + column])
        sum += difference * difference
      }
    }
    return Double(sum) / Double(max(1, x.count * y.count))
  }
}
