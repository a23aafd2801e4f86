import Geometry

/// The timeline as SVG: a row for each track, coloured by reason, with scene cuts and review items.
struct TimelineDrawing {
  let coverage: Coverage

  private static let width = 1000.0
  private static let labels = 64.0
  private static let tail = 28.0
  private static let head = 34.0
  /// Rows are lower with many tracks.
  private var row: Double { coverage.tracks.count > 60 ? 9 : 18 }
  private var height: Double { Self.head + row * Double(max(1, coverage.tracks.count)) + 8 }

  var svg: String {
    var text =
      "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(height.rounded(.up)))\" role=\"img\" "
      + "aria-label=\"Timeline of all tracks\">\n"
    text += axis + overall + cuts
    let items = Dictionary(grouping: coverage.weakSpots, by: \.track)
    for (index, track) in coverage.tracks.enumerated() {
      text += drawing(of: track, at: index, reviewItems: items[track.number] ?? [])
    }
    return text + "</svg>\n"
  }

  private func x(_ time: MediaTime) -> Double {
    let share = coverage.end > .zero ? time.seconds / coverage.end.seconds : 0
    return Self.labels + share * (Self.width - Self.labels - Self.tail)
  }

  private func rectangle(
    _ style: String, from start: MediaTime, to end: MediaTime, y: Double, height: Double, title: String
  ) -> String {
    // Very short spans must remain visible.
    let (left, width) = (x(start), max(1.5, x(end) - x(start)))
    return "<rect class=\"\(style)\" x=\"\(Markup.number(left))\" y=\"\(Markup.number(y))\" "
      + "width=\"\(Markup.number(width))\" height=\"\(Markup.number(height))\">"
      + "<title>\(Markup.escaped(title))</title></rect>\n"
  }

  private func line(_ style: String, at time: MediaTime, from top: Double) -> String {
    let place = Markup.number(x(time))
    return "<line class=\"\(style)\" x1=\"\(place)\" x2=\"\(place)\" y1=\"\(Markup.number(top))\" "
      + "y2=\"\(Markup.number(height - 6))\"/>\n"
  }

  private var axis: String {
    let step = Self.step(coverage.end.seconds)
    var text = ""
    var seconds = 0.0
    while seconds <= coverage.end.seconds {
      let time = MediaTime(seconds: seconds)
      text += line("grid", at: time, from: 16)
      let clock = step < 1 ? Markup.number(seconds) + " s" : ReviewClock.text(time)
      text += "<text x=\"\(Markup.number(x(time)))\" y=\"11\" text-anchor=\"middle\">\(clock)</text>\n"
      seconds += step
    }
    return text
  }

  /// Review items of the whole frame are above all rows.
  private var overall: String {
    coverage.weakSpots.filter { $0.track == nil }.map { item in
      rectangle("weak", from: item.start, to: item.end, y: 20, height: 8, title: item.advice)
    }.joined()
  }

  private var cuts: String { coverage.cuts.map { line("cut", at: $0, from: 16) }.joined() }

  private func drawing(of track: TrackRecord, at index: Int, reviewItems: [ReviewItem]) -> String {
    let top = Self.head + row * Double(index)
    var text = ""
    if row > 10 || index % 5 == 0 {
      text +=
        "<text x=\"\(Int(Self.labels) - 8)\" y=\"\(Markup.number(top + row * 0.75))\" "
        + "text-anchor=\"end\">\(track.name)</text>\n"
    }
    for stretch in track.stretches {
      text += rectangle(
        stretch.kind.rawValue, from: stretch.start, to: stretch.end, y: top + 1, height: row * 0.6,
        title:
          "\(track.name), \(stretch.kind.displayText), \(ReviewClock.span(stretch.start, stretch.end))")
    }
    for item in reviewItems {
      text += rectangle(
        "weak", from: item.start, to: item.end, y: top + 1 + row * 0.6, height: row * 0.22, title: item.advice
      )
    }
    return text
  }

  /// The tick distance: a round number of seconds that gives at most eleven ticks.
  private static func step(_ length: Double) -> Double {
    let steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200]
    return steps.first { length / $0 <= 10 } ?? 86_400
  }
}

/// Formats times as players do.
enum ReviewClock {
  /// `0:00:03.000`.
  static func text(_ time: MediaTime) -> String {
    let text = time.description
    return text.hasSuffix(".000") ? String(text.dropLast(4)) : text
  }

  /// `0:00:03.000 to 0:00:05.000`.
  static func span(_ start: MediaTime, _ end: MediaTime) -> String { "\(start) to \(end)" }
}

extension CoverageSpan.Kind {
  /// The reason as text for the legend and tooltips.
  var displayText: String {
    switch self {
    case .detected: "detected"
    case .bridged: "interpolated across a gap in the detections"
    case .extended: "extrapolated before the first or after the last detection"
    case .followed: "tracked by optical flow beyond the detections"
    case .adjacentScene: "redacted in an adjacent scene without a sample"
    case .lingering: "hold-over after the track was lost"
    }
  }
}

extension TrackBoundary {
  /// The boundary as text for the track table.
  var displayText: String {
    switch self {
    case .video: "at the video boundary"
    case .border: "at the frame border"
    case .cut: "at a scene cut"
    case .sudden: "mid-frame"
    }
  }
}
