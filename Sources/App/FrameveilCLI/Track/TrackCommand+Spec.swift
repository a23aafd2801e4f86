import Geometry

extension TrackCommand {
  static let spec = CommandSpec(
    name: "track", summary: "Write the redaction boxes of every frame as text, without a video.",
    operands: [], minimumOperands: 0,
    required: "--detections FILE --fps F --frames N --size WxH --output OUTPUT",
    options: [fps, frames, size, format] + RedactionArguments.trackOptions
      + RedactionArguments.trackerOptions + [
        CommonOptions.output,
        CommonOptions.force.described("overwrite OUTPUT if it exists; the detections are never overwritten"),
        CommonOptions.quiet,
      ],
    notes: """
      One line is written for each redaction box of each frame. Boxes are clipped to the frame, with their edges
      rounded outward; boxes outside the frame are omitted. Frames and tracks are numbered from 1; frame 1 is at
      time 0.

      mot     MOTChallenge: frame,track,x,y,width,height,confidence,-1,-1,-1. Pixels; 0 is the left or top edge of
              the frame (the MOTChallenge data sets count from 1: add 1 to x and y). Confidence: 0 to 1.
      ndjson  one JSON object per line: frame, time (seconds), track, box (left, top, width, height as fractions
              of the frame size), pixels (x, y, width, height), reason, confidence (0 to 100). Reasons: sample
              (detected on this frame), between (two samples), extended (before the first or after the last
              sample), bridged (a gap).

      A file of detections is streamed in constant memory. If OUTPUT is -, it is first read to its end, because
      data written to a pipe cannot be withdrawn. Detections from a pipe, and files whose timestamps decrease, are
      held in memory, about 30 bytes per box. OUTPUT appears only when it is complete, so invalid detections give
      no output.

      EXAMPLES
        frameveil track -d faces.json --fps 30 --frames 240 --size 1280x720 -o boxes.txt
        frameveil track -d faces.json --fps 30000/1001 --frames 240 --size 1280x720 --format ndjson -o -
      """)

  static let fps: CommandOption<FrameRate?> = option(
    "--fps", "F", "frame rate: 30, 29.97 (exactly 2997/100) or 30000/1001; 0.01 to 1000",
    takes: "\(FrameRate.range.lowerBound) to \(FrameRate.range.upperBound) as 30, 29.97 or 30000/1001",
    parse: FrameRate.init(parsing:))
  static let frames: CommandOption<Int?> = option(
    "--frames", "N", "number of frames", takes: "a whole number from 1"
  ) {
    Int($0).flatMap { $0 > 0 ? $0 : nil }
  }
  static let size: CommandOption<FrameSize?> = option(
    "--size", "WxH", "size of the displayed frame in pixels, such as 1280x720",
    takes: "WIDTHxHEIGHT in pixels, each 1 to \(largestSide)"
  ) { text in
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard sides.count == 2, sides.allSatisfy({ (1...largestSide).contains($0) }) else { return nil }
    return FrameSize(width: sides[0], height: sides[1])
  }
  private static let largestSide = 65_536

  private static func option<Value: Sendable>(
    _ name: String, _ value: String, _ help: String, takes: String,
    parse: @escaping @Sendable (String) -> Value?
  ) -> CommandOption<Value?> {
    CommandOption(OptionUsage(name: name, value: value, description: help)) { texts in
      try texts.first.map { text throws(UsageError) in
        guard let value = parse(text) else {
          throw UsageError("\(name) takes \(takes), not '\(text)'")
        }
        return value
      }
    }
  }

  static let format = CommandOption<TrackFormat>(
    "--format", "F", default: .mot, "output format: mot or ndjson")
}
