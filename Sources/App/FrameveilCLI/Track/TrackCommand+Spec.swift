import Geometry

extension TrackCommand {
  static let spec = CommandSpec(
    name: "track", summary: "Tells what would be hidden on every frame, with no video.",
    operands: [], leastOperands: 0,
    required: "--detections FILE --fps F --frames N --size WxH --output OUTPUT",
    options: frameOptions + RedactionArguments.detectionOptions + RedactionArguments.trackerOptions
      + outputOptions,
    notes: """
      Covers are clipped to the frame; those outside it and frames without covers give no line. Frames and tracks
      count from 1: frame 1 is at time 0. Edges are rounded outward.

      mot     frame,track,x,y,width,height,confidence,-1,-1,-1 as in MOTChallenge. Pixels, 0 is the frame's left
              or top edge (MOTChallenge's own sets count from 1: add 1 to x and y beside them). Confidence: 0 to 1.
      ndjson  a JSON object a line: frame, time (seconds), track, box (left, top, width, height as ratios of the
              frame), pixels (x, y, width, height), reason, confidence (0 to 100). Reasons: sample (detected on
              this frame), between (two samples), extended (before the first or after the last), bridged (a hole).

      A file of detections is read as it is needed, in constant memory, and to its end first where OUTPUT is -,
      which takes nothing back. A pipe is kept, some 30 bytes a box, as is a file whose times do not rise. OUTPUT
      appears when it is complete, so broken detections give none.

      EXAMPLES
        frameveil track -d faces.json --fps 30 --frames 240 --size 1280x720 -o covers.txt
        frameveil track -d faces.json --fps 30000/1001 --frames 240 --size 1280x720 --format ndjson -o -
      """)

  private static let frameOptions: [CommandSpec.Option] = [
    .init(
      name: "--fps", value: "F",
      help: "frames a second: 30, 29.97 (which is 2997/100) or 30000/1001, kept\nexact; 0.01 to 1000"),
    .init(name: "--frames", value: "N", help: "how many frames there are"),
    .init(name: "--size", value: "WxH", help: "the displayed frame's size in pixels, such as 1280x720"),
    .init(name: "--format", value: "F", help: "mot or ndjson; default: mot"),
  ]

  private static let outputOptions: [CommandSpec.Option] = [
    .init(
      name: "--output", short: "-o", value: "OUTPUT", help: "the result: a path, or - for standard output",
      use: .writes),
    .init(
      name: "--force", short: "-f", help: "replace OUTPUT if it exists; the detections are never replaced"),
    .init(name: "--quiet", short: "-q", help: "print nothing but errors"),
  ]
}
