import Foundation
import Geometry
import OpticalFlow
import Tracking

/// A point of the tracker's knobs.
struct Setting: Hashable, Sendable {
  var coverage: Double
  var margin: Double

  static let standard = Setting(coverage: TrackerOptions().coverage, margin: TrackerOptions().margin)
  static let all =
    [standard] + [0.5, 0.8, 0.92, 0.99].map { Setting(coverage: $0, margin: 0) }
}

/// A clip at a sampling interval, hidden without and with guidance.
struct Trial: Sendable {
  var plain: [Setting: Score] = [:]
  var guided: [Setting: Score] = [:]
  /// The same at the standard setting, for the faces that the sample before or the one after has detected.
  var plainInReach = Score()
  var guidedInReach = Score()
  /// Seconds that the guide took, and the faces times frames of the samples' tracks that it had to follow.
  var seconds = 0.0
  var faceFrames = 0.0

  init(_ clip: Clip, _ samples: [Sample], ahead: Int) throws {
    for setting in Setting.all {
      var tracker = Self.tracker(setting, samples)
      var score = Score()
      for frame in clip.pictures.indices {
        let hidden = tracker.redactionBoxes(at: Clip.time(frame)).map(\.box)
        score.add(clip.faces[frame], hidden: hidden)
        guard setting == .standard else { continue }
        plainInReach.add(Self.inReach(clip.faces[frame], of: samples, on: frame), hidden: hidden)
      }
      plain[setting] = score
    }
    var trackers = Setting.all.map { Self.tracker($0, samples) }
    var scores = Setting.all.map { _ in Score() }
    var guide = FlowTracker()
    var next = 0
    for frame in 0..<clip.pictures.count + ahead {
      let start = Self.processorTime
      if frame < clip.pictures.count {
        while next < samples.count, samples[next].frame <= frame {
          try guide.add(samples[next].observations.map(\.box), at: samples[next].time)
          next += 1
        }
        try guide.add(clip.pictures[frame], at: Clip.time(frame))
      }
      seconds += Self.processorTime - start
      guard frame >= ahead else { continue }
      let time = Clip.time(frame - ahead)
      faceFrames += Double(clip.faces[frame - ahead].count)
      for index in trackers.indices {
        let hidden = trackers[index].redactionBoxes(at: time, guidedBy: guide).map(\.box)
        let faces = clip.faces[frame - ahead]
        scores[index].add(faces, hidden: hidden)
        guard Setting.all[index] == .standard else { continue }
        guidedInReach.add(Self.inReach(faces, of: samples, on: frame - ahead), hidden: hidden)
      }
      guide.forget(before: time)
    }
    guided = Dictionary(uniqueKeysWithValues: zip(Setting.all, scores))
  }

  private static func inReach(_ faces: [Face], of samples: [Sample], on frame: Int) -> [Face] {
    let before = samples.last { $0.frame <= frame }?.heads ?? []
    let after = samples.first { $0.frame > frame }?.heads ?? []
    return faces.filter { before.contains($0.head) || after.contains($0.head) }
  }

  /// Seconds of this thread's processor time.
  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func tracker(_ setting: Setting, _ samples: [Sample]) -> Tracker {
    var tracker = Tracker(TrackerOptions(coverage: setting.coverage, margin: setting.margin))
    for sample in samples { tracker.add(time: sample.time, sample.observations) }
    tracker.finish()
    return tracker
  }

  /// Adds another trial's frames.
  mutating func add(_ other: Trial) {
    plain.merge(other.plain) {
      var sum = $0; sum.add($1); return sum
    }
    guided.merge(other.guided) {
      var sum = $0; sum.add($1); return sum
    }
    plainInReach.add(other.plainInReach)
    guidedInReach.add(other.guidedInReach)
    seconds += other.seconds
    faceFrames += other.faceFrames
  }
}
